// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_model.h"

#include "core/run/error.h"
#include "core/text/byte_token.h"
#include "core/text/code_points.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

namespace {

constexpr std::size_t kLongPiece = 64; // bytes; longer pieces are cut at seams first
constexpr std::size_t kTableSize = 0x3000;

bool isEmptyOrNull(const JsonNode& node, std::string_view key)
{
    const auto member = node.find(key);
    return !member || member->asString().empty();
}

} // namespace

BpeModel::BpeModel(const JsonNode& node)
{
    // Files written before 2020 leave the type out.
    if (node.stringOr("type", "BPE") != "BPE") {
        node.refuseType("model", {"BPE"});
    }
    if (const auto dropout = node.find("dropout"); dropout && dropout->value() != 0.0) {
        dropout->fail("null: tokens must not depend on chance");
    }
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"}) {
        if (!isEmptyOrNull(node, key)) {
            node.at(key).fail("null or an empty string",
                              "This tokenizer needs a part that is not built in.");
        }
    }
    m_fusesUnknown = node.boolOr("fuse_unk", false);
    m_hasByteFallback = node.boolOr("byte_fallback", false);
    m_ignoresMerges = node.boolOr("ignore_merges", false);
    m_vocabulary.read(node.at("vocab"));
    if (const auto unknown = node.find("unk_token")) {
        m_unknownId = m_vocabulary.idOf(unknown->asString());
        if (*m_unknownId == Vocabulary::kMissing) {
            unknown->fail("a token of the vocabulary");
        }
    }
    prepareCharacters();
    std::vector<MergeRule> rules = readMerges(node.at("merges"));
    prepareSeams(rules);
    m_merger.emplace(std::move(rules));
}

std::vector<MergeRule> BpeModel::readMerges(const JsonNode& node) const
{
    if (!node.value().is_array()) {
        node.fail("an array of merges");
    }
    std::vector<MergeRule> rules;
    rules.reserve(node.value().size());
    std::string joined;
    for (std::size_t i = 0; i < node.value().size(); ++i) {
        const nlohmann::json& entry = node.value()[i];
        const auto refuse = [&node, i](const char* expected) { node.elements()[i].fail(expected); };
        std::string_view left;
        std::string_view right;
        if (entry.is_string()) {
            const std::string_view line = entry.get_ref<const std::string&>();
            const std::size_t blank = line.find(' ');
            if (blank == std::string_view::npos
                || line.find(' ', blank + 1) != std::string_view::npos) {
                if (line.substr(0, 8) == "#version") {
                    continue;
                }
                refuse("two tokens with one blank between them");
            }
            left = line.substr(0, blank);
            right = line.substr(blank + 1);
        } else if (entry.is_array() && entry.size() == 2 && entry[0].is_string()
                   && entry[1].is_string()) {
            left = entry[0].get_ref<const std::string&>();
            right = entry[1].get_ref<const std::string&>();
        } else {
            refuse("a merge \"a b\" or [\"a\", \"b\"]");
        }
        if (left.empty() || right.empty()) {
            refuse("two tokens that are not empty");
        }
        joined.assign(left);
        joined.append(right);
        const MergeRule rule{m_vocabulary.idOf(left), m_vocabulary.idOf(right),
                             m_vocabulary.idOf(joined)};
        if (rule.left < 0 || rule.right < 0 || rule.merged < 0) {
            refuse("two tokens that are in the vocabulary, joined and apart");
        }
        rules.push_back(rule);
    }
    return rules;
}

void BpeModel::prepareCharacters()
{
    m_characterIds.assign(kTableSize, Vocabulary::kMissing);
    for (char32_t value = 0; value < kTableSize; ++value) {
        m_characterIds[value] = m_vocabulary.idOf(utf8Of(value));
    }
    m_byteIds.assign(256, Vocabulary::kMissing);
    for (unsigned byte = 0; byte < 256; ++byte) {
        m_byteIds[byte] = m_vocabulary.idOf(byteToken(static_cast<unsigned char>(byte)));
    }
}

/// A merge joins a token that ends in some character with one that begins with some character.
/// Where two neighbouring characters are such a pair for no merge at all, nothing ever grows across
/// the seam between them, and the text left and right of it can be merged apart with the same
/// result. That keeps heaps short and makes words repeat.
void BpeModel::prepareSeams(const std::vector<MergeRule>& rules)
{
    const auto isStartOnly = [this](std::int32_t id) {
        const std::string& token = m_vocabulary.tokenOf(id);
        if (codePointAt(token, 0).length == token.size()) {
            return false;
        }
        return id == m_unknownId || (m_hasByteFallback && byteOfToken(token) >= 0);
    };
    PairMap seams;
    seams.reserve(rules.size());
    for (const MergeRule& rule : rules) {
        if (isStartOnly(rule.left) || isStartOnly(rule.right)) {
            return; // a symbol that is not one character takes part in merges: no seams
        }
        const std::string& left = m_vocabulary.tokenOf(rule.left);
        const std::string& right = m_vocabulary.tokenOf(rule.right);
        const std::size_t at = previousCodePoint(left, left.size());
        const std::string_view last = std::string_view(left).substr(at);
        const CodePoint first = codePointAt(right, 0);
        const std::int32_t lastId = characterId(codePointAt(last, 0).value, last);
        const std::int32_t firstId =
            characterId(first.value, std::string_view(right).substr(0, first.length));
        if (lastId >= 0 && firstId >= 0) {
            seams.set(lastId, firstId, 1);
        }
    }
    m_seams = std::move(seams);
}

std::int32_t BpeModel::characterId(char32_t value, std::string_view bytes) const
{
    return value < kTableSize ? m_characterIds[value] : m_vocabulary.idOf(bytes);
}

std::vector<BpeModel::Start> BpeModel::startsOf(std::string_view piece) const
{
    std::vector<Start> starts;
    starts.reserve(piece.size());
    std::optional<Start> unknown; // waits, because more may be fused into it
    const auto flush = [&starts, &unknown] {
        if (unknown) {
            starts.push_back(*unknown);
            unknown.reset();
        }
    };
    for (std::size_t at = 0; at < piece.size();) {
        const CodePoint character = codePointAt(piece, at);
        const std::string_view bytes = piece.substr(at, character.length);
        const std::int32_t id = characterId(character.value, bytes);
        const auto length = static_cast<std::uint32_t>(character.length);
        bool isFallback = m_hasByteFallback && id < 0;
        for (const char byte : bytes) {
            isFallback = isFallback && m_byteIds[static_cast<unsigned char>(byte)] >= 0;
        }
        if (id >= 0) {
            flush();
            starts.push_back({{id, length}, at, true});
        } else if (isFallback) {
            // The reference does not flush a waiting unknown token here; it follows after the
            // bytes.
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                starts.push_back(
                    {{m_byteIds[static_cast<unsigned char>(bytes[i])], 1}, at + i, true});
            }
        } else if (m_unknownId) {
            if (unknown && m_fusesUnknown) {
                unknown->symbol.bytes += length;
            } else {
                flush();
                unknown = Start{{*m_unknownId, length}, at, false};
            }
        } else if (!starts.empty()) {
            starts.back().isPlain = false; // the character vanishes
        }
        at += character.length;
    }
    flush();
    return starts;
}

void BpeModel::mergeShort(std::string_view piece, std::vector<BpeSymbol>& tokens) const
{
    std::vector<BpeSymbol> symbols;
    for (const Start& start : startsOf(piece)) {
        symbols.push_back(start.symbol);
    }
    m_merger->merge(symbols);
    tokens.insert(tokens.end(), symbols.begin(), symbols.end());
}

void BpeModel::mergeLong(std::string_view piece, BpeCache& cache,
                         std::vector<BpeSymbol>& tokens) const
{
    const std::vector<Start> starts = startsOf(piece);
    std::vector<BpeSymbol> symbols;
    for (std::size_t begin = 0; begin < starts.size();) {
        bool isPlain = starts[begin].isPlain;
        std::size_t end = begin + 1;
        while (
            end < starts.size()
            && (!m_seams || m_seams->find(starts[end - 1].symbol.id, starts[end].symbol.id) >= 0)) {
            isPlain = isPlain && starts[end].isPlain;
            ++end;
        }
        const std::size_t from = starts[begin].at;
        const std::size_t to = starts[end - 1].at + starts[end - 1].symbol.bytes;
        isPlain = isPlain && end - begin > 1 && to > from && to - from <= kLongPiece;
        const std::string_view word = isPlain ? piece.substr(from, to - from) : std::string_view{};
        const auto known = isPlain ? cache.m_words.find(word) : cache.m_words.end();
        if (known != cache.m_words.end()) {
            const auto first =
                cache.m_symbols.begin() + static_cast<std::ptrdiff_t>(known->second.begin);
            tokens.insert(tokens.end(), first,
                          first + static_cast<std::ptrdiff_t>(known->second.count));
        } else {
            symbols.clear();
            for (std::size_t i = begin; i < end; ++i) {
                symbols.push_back(starts[i].symbol);
            }
            m_merger->merge(symbols);
            tokens.insert(tokens.end(), symbols.begin(), symbols.end());
            if (isPlain) {
                cache.m_words[word] = {cache.m_symbols.size(), symbols.size()};
                cache.m_symbols.insert(cache.m_symbols.end(), symbols.begin(), symbols.end());
            }
        }
        begin = end;
    }
}

void BpeModel::encode(std::string_view piece, BpeCache& cache, std::vector<BpeSymbol>& tokens) const
{
    if (m_ignoresMerges) {
        const std::int32_t id = m_vocabulary.idOf(piece);
        if (id >= 0) {
            tokens.push_back({id, static_cast<std::uint32_t>(piece.size())});
            return;
        }
    }
    if (piece.size() > kLongPiece) {
        mergeLong(piece, cache, tokens);
        return;
    }
    const auto known = cache.m_words.find(piece);
    if (known != cache.m_words.end()) {
        const auto first =
            cache.m_symbols.begin() + static_cast<std::ptrdiff_t>(known->second.begin);
        tokens.insert(tokens.end(), first,
                      first + static_cast<std::ptrdiff_t>(known->second.count));
        return;
    }
    const std::size_t before = tokens.size();
    mergeShort(piece, tokens);
    cache.m_words[piece] = {cache.m_symbols.size(), tokens.size() - before};
    cache.m_symbols.insert(cache.m_symbols.end(),
                           tokens.begin() + static_cast<std::ptrdiff_t>(before), tokens.end());
}

} // namespace neurograft
