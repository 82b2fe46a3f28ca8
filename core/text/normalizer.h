// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/aligned_text.h"
#include "core/text/json_node.h"

#include <memory>

namespace neurograft {

/// Key `normalizer` of tokenizer.json: rewrites the text before it is split.
class Normalizer {
public:
    virtual ~Normalizer() = default;
    virtual void apply(AlignedText& text) const = 0;
};

/// Sequence, Prepend, Replace, NFC, NFD, NFKC, NFKD, Lowercase, Strip, StripAccents.
/// @throws FormatError naming the key for any other type or a malformed one
std::unique_ptr<Normalizer> readNormalizer(const JsonNode& node);

} // namespace neurograft
