// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/byte_pair_trainer.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 128;
}

/// Length of the contraction ('s 't 're 've 'm 'll 'd) at the start of @p text, or 0.
std::size_t contractionLength(std::string_view text)
{
    static constexpr std::array<std::string_view, 7> kEndings{"'s", "'t",  "'re", "'ve",
                                                              "'m", "'ll", "'d"};
    for (const std::string_view ending : kEndings) {
        if (text.substr(0, ending.size()) == ending) {
            return ending.size();
        }
    }
    return 0;
}

/// Length of the first GPT-2 word of a piece without digits.
std::size_t wordLength(std::string_view piece)
{
    if (const std::size_t contraction = contractionLength(piece); contraction > 0) {
        return contraction;
    }
    const auto runEnd = [piece](std::size_t begin, bool (*belongs)(char)) {
        while (begin < piece.size() && belongs(piece[begin])) {
            ++begin;
        }
        return begin;
    };
    const auto isSign = [](char c) { return !isLetter(c) && !isSpace(c); };
    const std::size_t start = piece[0] == ' ' && piece.size() > 1 ? 1 : 0;
    if (isLetter(piece[start])) {
        return runEnd(start, isLetter);
    }
    if (isSign(piece[start])) {
        return runEnd(start, isSign);
    }
    const std::size_t end = runEnd(0, isSpace);
    // \s+(?!\S): the last white-space character before a word belongs to the word, or stands alone.
    return end < piece.size() && end > 1 ? end - 1 : end;
}

using Pair = std::pair<std::int32_t, std::int32_t>;

struct Word {
    std::vector<std::int32_t> ids;
    std::int64_t count = 0;
};

std::map<Pair, std::int64_t> countPairs(const std::vector<Word>& words)
{
    std::map<Pair, std::int64_t> counts;
    for (const Word& word : words) {
        for (std::size_t i = 0; i + 1 < word.ids.size(); ++i) {
            counts[{word.ids[i], word.ids[i + 1]}] += word.count;
        }
    }
    return counts;
}

void mergePair(Word& word, const Pair& pair, std::int32_t merged)
{
    std::size_t written = 0;
    for (std::size_t read = 0; read < word.ids.size(); ++written) {
        const bool isPair = read + 1 < word.ids.size() && word.ids[read] == pair.first
            && word.ids[read + 1] == pair.second;
        word.ids[written] = isPair ? merged : word.ids[read];
        read += isPair ? 2 : 1;
    }
    word.ids.resize(written);
}

/// GPT-2's printable stand-ins of the 256 bytes, as UTF-8.
std::array<std::string, 256> byteLetters()
{
    std::array<std::string, 256> letters;
    unsigned next = 256;
    for (unsigned byte = 0; byte < 256; ++byte) {
        const bool isPrintable =
            (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        const unsigned point = isPrintable ? byte : next++;
        if (point < 128) {
            letters[byte] = static_cast<char>(point);
        } else {
            letters[byte] = {static_cast<char>(0xC0U | (point >> 6U)),
                             static_cast<char>(0x80U | (point & 0x3FU))};
        }
    }
    return letters;
}

std::string toLetters(const std::string& bytes)
{
    static const std::array<std::string, 256> kLetters = byteLetters();
    std::string text;
    for (const char byte : bytes) {
        text += kLetters[static_cast<unsigned char>(byte)];
    }
    return text;
}

} // namespace

std::vector<std::string_view> splitIntoWords(std::string_view text)
{
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const auto digit = std::find_if(text.begin(), text.end(), isDigit);
        auto piece = text.substr(0, static_cast<std::size_t>(digit - text.begin()));
        text.remove_prefix(piece.size());
        while (!piece.empty()) {
            const std::size_t length = wordLength(piece);
            words.push_back(piece.substr(0, length));
            piece.remove_prefix(length);
        }
        if (!text.empty()) {
            words.push_back(text.substr(0, 1));
            text.remove_prefix(1);
        }
    }
    return words;
}

void BytePairTrainer::addText(std::string_view text)
{
    for (const std::string_view word : splitIntoWords(text)) {
        const auto found = m_words.find(word);
        if (found != m_words.end()) {
            ++found->second;
        } else {
            m_words.emplace(word, 1);
        }
    }
}

BytePairVocabulary BytePairTrainer::train(std::int64_t size,
                                          std::vector<std::string> specials) const
{
    BytePairVocabulary vocabulary;
    const auto least = static_cast<std::int64_t>(specials.size()) + 256;
    if (size < least) {
        throw StudyError("BytePairTrainer::train", "a size of at least " + std::to_string(least),
                         std::to_string(size));
    }
    vocabulary.specials = std::move(specials);
    for (int byte = 0; byte < 256; ++byte) {
        vocabulary.entries.emplace_back(1, static_cast<char>(byte));
    }
    std::vector<Word> words;
    for (const auto& [text, count] : m_words) {
        Word word{{}, count};
        for (const char byte : text) {
            word.ids.push_back(static_cast<unsigned char>(byte));
        }
        words.push_back(std::move(word));
    }
    while (static_cast<std::int64_t>(vocabulary.entries.size() + vocabulary.specials.size())
           < size) {
        const auto counts = countPairs(words);
        const auto best =
            std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                return a.second < b.second;
            }); // first maximum
        if (best == counts.end() || best->second < 2) {
            break;
        }
        const Pair pair = best->first;
        const auto merged = static_cast<std::int32_t>(vocabulary.entries.size());
        const std::string left = vocabulary.entries[static_cast<std::size_t>(pair.first)];
        const std::string right = vocabulary.entries[static_cast<std::size_t>(pair.second)];
        vocabulary.merges.emplace_back(left, right);
        vocabulary.entries.push_back(left + right);
        for (Word& word : words) {
            mergePair(word, pair, merged);
        }
    }
    return vocabulary;
}

std::string tokenizerJson(const BytePairVocabulary& vocabulary)
{
    using Json = nlohmann::ordered_json;
    Json added = Json::array();
    Json ids = Json::object();
    std::int64_t id = 0;
    for (const std::string& special : vocabulary.specials) {
        ids[special] = id;
        added.push_back({{"id", id++},
                         {"content", special},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", true}});
    }
    for (const std::string& entry : vocabulary.entries) {
        ids[toLetters(entry)] = id++;
    }
    Json merges = Json::array();
    for (const auto& [left, right] : vocabulary.merges) {
        merges.push_back(toLetters(left) + " " + toLetters(right));
    }
    const Json byteLevel{{"type", "ByteLevel"},
                         {"add_prefix_space", false},
                         {"trim_offsets", true},
                         {"use_regex", true}};
    const Json digits{{"type", "Digits"}, {"individual_digits", true}};
    Json json;
    json["version"] = "1.0";
    json["truncation"] = nullptr;
    json["padding"] = nullptr;
    json["added_tokens"] = added;
    json["normalizer"] = nullptr;
    json["pre_tokenizer"] = {{"type", "Sequence"},
                             {"pretokenizers", Json::array({digits, byteLevel})}};
    json["post_processor"] = nullptr;
    json["decoder"] = byteLevel;
    json["model"] = {{"type", "BPE"},
                     {"dropout", nullptr},
                     {"unk_token", nullptr},
                     {"continuing_subword_prefix", nullptr},
                     {"end_of_word_suffix", nullptr},
                     {"fuse_unk", false},
                     {"byte_fallback", false},
                     {"ignore_merges", false},
                     {"vocab", ids},
                     {"merges", merges}};
    return json.dump(2) + "\n";
}

} // namespace neurograft
