// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"

#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Key `decoder` of tokenizer.json: from tokens back to text.
class TokenDecoder {
public:
    virtual ~TokenDecoder() = default;
    /// Rewrites the list of tokens; joined together it is the text.
    virtual void apply(std::vector<std::string>& tokens) const = 0;
    /// Bytes that @p token writes in the middle of a text, perhaps a part of a character only.
    virtual std::string bytesOf(std::string token) const { return token; }
    virtual bool isByteLevel() const { return false; }
};

/// Sequence, ByteLevel, Replace, ByteFallback, Fuse, Strip, Metaspace.
/// @throws FormatError naming the key for any other type or a malformed one
std::unique_ptr<TokenDecoder> readTokenDecoder(const JsonNode& node);

} // namespace neurograft
