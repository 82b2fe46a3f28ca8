// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/bpe_merger.h"
#include "core/text/json_node.h"
#include "core/text/vocabulary.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neurograft {

/// What one encode() call keeps between pieces: results for words that come again. Views into the
/// text that is encoded.
class BpeCache {
    friend class BpeModel;
    struct Result {
        std::size_t begin = 0;
        std::size_t count = 0;
    };
    std::unordered_map<std::string_view, Result> m_words;
    std::vector<BpeSymbol> m_symbols;
};

/// Key `model` of tokenizer.json, type BPE: vocabulary, merges, unknown token, byte fallback.
/// Not supported and refused: dropout, continuing_subword_prefix, end_of_word_suffix.
class BpeModel {
public:
    /// @throws FormatError naming the key for another type or a malformed model
    explicit BpeModel(const JsonNode& node);

    /// Appends the tokens of @p piece: id and bytes of the piece each stands for. A character
    /// without a token is given to the unknown token, or vanishes where there is none; then later
    /// tokens count their bytes from too far left, as in the reference.
    void encode(std::string_view piece, BpeCache& cache, std::vector<BpeSymbol>& tokens) const;

    const Vocabulary& vocabulary() const { return m_vocabulary; }
    bool hasByteFallback() const { return m_hasByteFallback; }

private:
    /// A symbol before merging, with its place in the piece.
    struct Start {
        BpeSymbol symbol;
        std::size_t at = 0;
        bool isPlain = true; ///< stands exactly for the bytes [at, at + bytes)
    };

    std::vector<MergeRule> readMerges(const JsonNode& node) const;
    std::int32_t characterId(char32_t value, std::string_view bytes) const;
    void prepareCharacters();
    void prepareSeams(const std::vector<MergeRule>& rules);
    std::vector<Start> startsOf(std::string_view piece) const;
    void mergeShort(std::string_view piece, std::vector<BpeSymbol>& tokens) const;
    void mergeLong(std::string_view piece, BpeCache& cache, std::vector<BpeSymbol>& tokens) const;

    Vocabulary m_vocabulary;
    std::optional<std::int32_t> m_unknownId;
    bool m_fusesUnknown = false;
    bool m_hasByteFallback = false;
    bool m_ignoresMerges = false;
    std::vector<std::int32_t> m_characterIds; ///< ids of the characters below U+3000, by code point
    std::vector<std::int32_t> m_byteIds; ///< ids of <0x00> … <0xFF>, kMissing where absent
    std::optional<BpeMerger> m_merger;
    std::optional<PairMap>
        m_seams; ///< pairs of characters that a merge can join, see prepareSeams()
};

} // namespace neurograft
