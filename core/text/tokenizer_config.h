// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/added_tokens.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What tokenizer_config.json and special_tokens_map.json of a model folder say. Both files may be
/// missing.
struct TokenizerConfig {
    std::optional<std::string> bosToken;
    std::optional<std::string> eosToken;
    std::optional<std::string> padToken;
    std::optional<std::string> unkToken;
    /// For tokenizer.model only; a tokenizer.json states its own frame, which decides when both are
    /// there.
    bool addsBos = true;
    bool addsEos = false;
    bool isLegacy = true; ///< "legacy" of the Llama classes, see sentencepiece_tokenizer.h
    bool addsPrefixSpace = true;
    std::vector<AddedToken> addedTokens; ///< added_tokens_decoder, by ascending id
    bool hasChatTemplate = false; ///< in tokenizer_config.json or as a file of its own
};

/// @throws FormatError naming file and key when a file is there and broken
TokenizerConfig readTokenizerConfig(const std::filesystem::path& folder);

} // namespace neurograft
