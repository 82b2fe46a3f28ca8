// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"
#include "core/text/piece_text.h"

#include <memory>

namespace neurograft {

/// Key `pre_tokenizer` of tokenizer.json: cuts the text into the pieces that are merged on their
/// own.
class PreTokenizer {
public:
    virtual ~PreTokenizer() = default;
    virtual void apply(PieceText& text) const = 0;
    /// Whether pieces leave in the byte alphabet (byte-level BPE).
    virtual bool isByteLevel() const { return false; }
};

/// Sequence, ByteLevel, Split, Digits, Metaspace, Whitespace, WhitespaceSplit.
/// @throws FormatError naming the key for any other type or a malformed one
std::unique_ptr<PreTokenizer> readPreTokenizer(const JsonNode& node);

} // namespace neurograft
