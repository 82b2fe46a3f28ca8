// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace neurograft {

/// Key `post_processor` of tokenizer.json: puts special tokens around a text and may trim offsets.
class PostProcessor {
public:
    /// Text of a token as it stands in the vocabulary.
    using TokenOf = std::function<const std::string&(std::int32_t)>;

    virtual ~PostProcessor() = default;
    virtual void apply(Encoding& encoding, bool addSpecialTokens, const TokenOf& tokenOf) const = 0;
};

/// TemplateProcessing (its form for a single text), ByteLevel, Sequence.
/// @throws FormatError naming the key for any other type or a malformed one
std::unique_ptr<PostProcessor> readPostProcessor(const JsonNode& node);

} // namespace neurograft
