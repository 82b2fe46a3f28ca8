// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neurograft {

/// A byte-level BPE vocabulary: special tokens first, then the 256 bytes, then one entry per merge.
struct BytePairVocabulary {
    std::vector<std::string> specials;
    std::vector<std::string>
        entries; ///< raw bytes of every id after the specials: entries[0] has id specials.size()
    std::vector<std::pair<std::string, std::string>>
        merges; ///< raw bytes of both halves, in order of rank
};

/// Cuts text as the tokenizer file asks: every digit alone, then the GPT-2 pattern (letters with
/// their leading space, other signs with theirs, white space). Bytes above 127 count as letters.
std::vector<std::string_view> splitIntoWords(std::string_view text);

/// Counts words over many texts and learns merges from them (Sennrich et al. 2016,
/// arXiv:1508.07909, algorithm 1, on bytes).
class BytePairTrainer {
public:
    void addText(std::string_view text);
    /// Merges the most frequent pair until @p size ids are in use or no pair occurs twice. Of
    /// equally frequent pairs the one with the smaller ids (left, then right) is merged, so the
    /// result depends on the texts only.
    /// @throws StudyError when @p size is below the specials and the 256 bytes
    BytePairVocabulary train(std::int64_t size, std::vector<std::string> specials) const;

private:
    std::map<std::string, std::int64_t, std::less<>> m_words;
};

/// The vocabulary as Hugging Face's tokenizer.json: pre-tokenizers Digits (each alone) and
/// ByteLevel, model BPE, specials as added tokens.
std::string tokenizerJson(const BytePairVocabulary& vocabulary);

} // namespace neurograft
