// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"
#include "core/text/normalizer.h"
#include "core/text/piece_text.h"
#include "core/text/vocabulary.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// A token that is looked for in the text before anything is merged.
struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool isSpecial = false; ///< decode may skip it
    bool isNormalized = false; ///< looked for after the normalizer ran, else before
    bool stripsLeft = false; ///< swallows white space before it
    bool stripsRight = false; ///< swallows white space after it
    bool isSingleWord = false; ///< counts only with no word character beside it
};

/// An entry of added_tokens (tokenizer.json) or added_tokens_decoder (tokenizer_config.json), all
/// but its id.
/// @throws FormatError naming the key
AddedToken readAddedToken(const JsonNode& entry);

/// Finds the leftmost, then longest of many strings.
class StringTrie {
public:
    StringTrie();
    /// Of equal strings the first one added counts.
    void add(std::string_view text, std::size_t index);
    /// Index of the longest string that begins at byte @p at, or -1; @p length is set to its bytes.
    std::int64_t longestAt(std::string_view text, std::size_t at, std::size_t* length) const;

private:
    struct Node {
        std::map<unsigned char, std::size_t> children;
        std::int64_t index = -1;
    };
    std::vector<Node> m_nodes;
    std::array<bool, 256> m_isFirst{};
};

/// Key `added_tokens` of tokenizer.json: recognised everywhere in the text, also where a user wrote
/// them.
class AddedTokens {
public:
    /// Reads the list; a token of the model's vocabulary keeps the id it has there, others are
    /// numbered after it, as the reference does. @throws FormatError naming the key for a malformed
    /// entry
    void read(const JsonNode& node, const Vocabulary& model);
    /// Adds one token with the id it carries; empty and repeated contents are passed over.
    void add(AddedToken token);
    /// To be called once after reading: what normalised tokens look like after the normalizer.
    void prepare(const Normalizer* normalizer);

    /// Cuts @p text at the tokens that are looked for before (or after) normalisation.
    void split(PieceText& text, bool isNormalized) const;
    bool hasNormalized() const { return m_hasNormalized; }

    /// The token with this id, or nullptr.
    const AddedToken* find(std::int32_t id) const;
    const AddedToken* find(std::string_view content) const;
    const std::vector<AddedToken>& all() const { return m_tokens; }

private:
    void splitPiece(const PieceText& text, const Piece& piece, const StringTrie& trie,
                    std::vector<Piece>& result) const;

    std::vector<AddedToken> m_tokens;
    std::map<std::int32_t, std::size_t> m_byId;
    std::map<std::string, std::size_t, std::less<>> m_byContent;
    StringTrie m_raw;
    StringTrie m_normalized;
    bool m_hasRaw = false;
    bool m_hasNormalized = false;
};

} // namespace neurograft
