// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/code_points.h"

#include <algorithm>
#include <utility>

namespace neurograft {

StringTrie::StringTrie() : m_nodes(1) { }

void StringTrie::add(std::string_view text, std::size_t index)
{
    if (text.empty()) {
        return;
    }
    m_isFirst[static_cast<unsigned char>(text[0])] = true;
    std::size_t node = 0;
    for (const char byte : text) {
        const auto [child, isNew] =
            m_nodes[node].children.emplace(static_cast<unsigned char>(byte), m_nodes.size());
        node = child->second;
        if (isNew) {
            m_nodes.emplace_back();
        }
    }
    if (m_nodes[node].index < 0) {
        m_nodes[node].index = static_cast<std::int64_t>(index);
    }
}

std::int64_t StringTrie::longestAt(std::string_view text, std::size_t at, std::size_t* length) const
{
    std::int64_t best = -1;
    if (!m_isFirst[static_cast<unsigned char>(text[at])]) {
        return best;
    }
    std::size_t node = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        const auto child = m_nodes[node].children.find(static_cast<unsigned char>(text[i]));
        if (child == m_nodes[node].children.end()) {
            break;
        }
        node = child->second;
        if (m_nodes[node].index >= 0) {
            best = m_nodes[node].index;
            *length = i + 1 - at;
        }
    }
    return best;
}

AddedToken readAddedToken(const JsonNode& entry)
{
    AddedToken token;
    token.content = entry.at("content").asString();
    token.isSpecial = entry.boolOr("special", false);
    token.isNormalized = entry.boolOr("normalized", !token.isSpecial);
    token.stripsLeft = entry.boolOr("lstrip", false);
    token.stripsRight = entry.boolOr("rstrip", false);
    token.isSingleWord = entry.boolOr("single_word", false);
    return token;
}

void AddedTokens::read(const JsonNode& node, const Vocabulary& model)
{
    std::int32_t next = model.count();
    for (const JsonNode& entry : node.elements()) {
        AddedToken token = readAddedToken(entry);
        if (token.content.empty() || find(token.content) != nullptr) {
            continue;
        }
        const std::int64_t listed = entry.at("id").asInteger();
        token.id = model.idOf(token.content);
        if (token.id == Vocabulary::kMissing) {
            token.id = next++;
            if (listed != token.id) {
                entry.at("id").fail(
                    std::to_string(token.id)
                    + ", the next id after the vocabulary and the tokens before it");
            }
        }
        add(std::move(token));
    }
}

void AddedTokens::add(AddedToken token)
{
    if (token.content.empty() || find(token.content) != nullptr) {
        return;
    }
    m_byId[token.id] = m_tokens.size();
    m_byContent[token.content] = m_tokens.size();
    m_tokens.push_back(std::move(token));
}

void AddedTokens::prepare(const Normalizer* normalizer)
{
    // Special tokens go first: of two that look the same after normalisation the first one counts.
    for (const bool isSpecial : {true, false}) {
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            const AddedToken& token = m_tokens[i];
            if (token.isSpecial != isSpecial) {
                continue;
            }
            if (!token.isNormalized) {
                m_raw.add(token.content, i);
                m_hasRaw = true;
                continue;
            }
            AlignedText content = AlignedText::ofOriginal(token.content);
            if (normalizer != nullptr) {
                normalizer->apply(content);
            }
            m_normalized.add(content.text(), i);
            m_hasNormalized = true;
        }
    }
}

void AddedTokens::split(PieceText& text, bool isNormalized) const
{
    if (isNormalized ? !m_hasNormalized : !m_hasRaw) {
        return;
    }
    std::vector<Piece> result;
    for (const Piece& piece : text.pieces) {
        if (piece.isOpen()) {
            splitPiece(text, piece, isNormalized ? m_normalized : m_raw, result);
        } else {
            result.push_back(piece);
        }
    }
    text.pieces = std::move(result);
}

void AddedTokens::splitPiece(const PieceText& text, const Piece& piece, const StringTrie& trie,
                             std::vector<Piece>& result) const
{
    const std::string_view view = text.view(piece);
    const auto push = [&piece, &result](std::size_t begin, std::size_t end, std::int32_t id) {
        if (begin < end) {
            result.push_back({piece.begin + begin, piece.begin + end, id});
        }
    };
    std::size_t done = 0; // bytes that already belong to a piece
    std::size_t length = 0;
    for (std::size_t at = 0; at < view.size();) {
        const std::int64_t index = trie.longestAt(view, at, &length);
        if (index < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[static_cast<std::size_t>(index)];
        std::size_t begin = at;
        std::size_t end = at + length;
        at = end;
        if (token.isSingleWord
            && ((begin > 0
                 && isWordCharacter(codePointAt(view, previousCodePoint(view, begin)).value))
                || (end < view.size() && isWordCharacter(codePointAt(view, end).value)))) {
            continue;
        }
        while (token.stripsLeft && begin > done
               && isWhiteSpace(codePointAt(view, previousCodePoint(view, begin)).value)) {
            begin = previousCodePoint(view, begin);
        }
        while (token.stripsRight && end < view.size()
               && isWhiteSpace(codePointAt(view, end).value)) {
            end += codePointAt(view, end).length;
        }
        push(done, begin, -1);
        push(begin, end, token.id);
        done = end;
    }
    push(done, view.size(), -1);
}

const AddedToken* AddedTokens::find(std::int32_t id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_tokens[found->second];
}

const AddedToken* AddedTokens::find(std::string_view content) const
{
    const auto found = m_byContent.find(content);
    return found == m_byContent.end() ? nullptr : &m_tokens[found->second];
}

} // namespace neurograft
