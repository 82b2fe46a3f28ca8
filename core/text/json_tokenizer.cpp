// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_tokenizer.h"

#include "core/run/error.h"
#include "core/support/sha256.h"
#include "core/support/text_utf8.h"
#include "core/text/byte_token.h"
#include "core/text/json_file.h"
#include "core/text/text_check.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// Hash of the meaning: keys sorted, spacing gone, merges in one notation, run-time keys left out.
std::string fingerprintOf(nlohmann::json& file)
{
    Sha256 hash;
    nlohmann::json& model = file["model"];
    for (const nlohmann::json& merge : model["merges"]) {
        if (merge.is_array()) {
            hash.update(merge[0].get_ref<const std::string&>());
            hash.update(" ");
            hash.update(merge[1].get_ref<const std::string&>());
        } else {
            hash.update(merge.get_ref<const std::string&>());
        }
        hash.update("\n");
    }
    for (const auto& [token, id] : model["vocab"].items()) {
        hash.update(token);
        hash.update("\t" + std::to_string(id.get<std::int64_t>()) + "\n");
    }
    model.erase("merges");
    model.erase("vocab");
    for (const char* key : {"version", "truncation", "padding"}) {
        file.erase(key);
    }
    hash.update(file.dump());
    return hash.hexDigest();
}

} // namespace

JsonTokenizer::JsonTokenizer(const std::string& bytes, const std::string& file,
                             const TokenizerConfig& config)
{
    nlohmann::json value = parseJsonFile(bytes, file);
    const JsonNode root(value, file);
    m_model = std::make_unique<BpeModel>(root.at("model"));
    if (const auto added = root.find("added_tokens")) {
        m_added.read(*added, m_model->vocabulary());
    }
    if (const auto node = root.find("normalizer")) {
        m_normalizer = readNormalizer(*node);
    }
    if (const auto node = root.find("pre_tokenizer")) {
        m_preTokenizer = readPreTokenizer(*node);
    }
    if (const auto node = root.find("post_processor")) {
        m_postProcessor = readPostProcessor(*node);
    }
    if (const auto node = root.find("decoder")) {
        m_decoder = readTokenDecoder(*node);
    }
    m_added.prepare(m_normalizer.get());
    m_facts.sha256 = sha256Hex(bytes);
    m_facts.fingerprint = fingerprintOf(value);
    collectFacts(config);
}

void JsonTokenizer::collectFacts(const TokenizerConfig& config)
{
    const bool isByteLevel = (m_preTokenizer && m_preTokenizer->isByteLevel())
        || (m_decoder && m_decoder->isByteLevel());
    m_facts.kind = isByteLevel ? "byte-level-bpe" : "metaspace-bpe";
    m_facts.size = m_model->vocabulary().size();
    for (const AddedToken& token : m_added.all()) {
        m_facts.size = std::max(m_facts.size, token.id + 1);
    }
    m_facts.hasChatTemplate = config.hasChatTemplate;
    const auto idOfRole = [this](const std::optional<std::string>& token) {
        const std::int32_t id = token ? idOf(*token) : Vocabulary::kMissing;
        return id < 0 ? std::optional<std::int32_t>{} : id;
    };
    m_facts.bosId = idOfRole(config.bosToken);
    m_facts.eosId = idOfRole(config.eosToken);
    m_facts.padId = idOfRole(config.padToken);
    const Encoding frame = encode("", true);
    for (const std::int32_t id : frame.ids) {
        if (tokenOf(id).empty()) {
            throw FormatError("tokenizer.json: post_processor", "special tokens with known ids",
                              "id " + std::to_string(id));
        }
    }
    if (!frame.ids.empty() && !m_facts.bosId && frame.ids.front() != m_facts.eosId) {
        m_facts.bosId = frame.ids.front(); // no file names it, but the frame begins with it
    }
    m_facts.addsBos = !frame.ids.empty() && frame.ids.front() == m_facts.bosId;
}

PieceText JsonTokenizer::piecesOf(std::string_view text) const
{
    PieceText pieces;
    pieces.text = AlignedText::ofOriginal(text);
    if (!text.empty()) {
        pieces.pieces.push_back({0, text.size()});
    }
    m_added.split(pieces, false);
    if (m_normalizer) {
        pieces.rewriteOpen([this, &pieces](const Piece& piece, AlignedText& target) {
            AlignedText part = pieces.text.slice(piece.begin, piece.end);
            m_normalizer->apply(part);
            target.append(part, 0, part.size());
        });
    }
    m_added.split(pieces, true);
    if (m_preTokenizer) {
        m_preTokenizer->apply(pieces);
    }
    return pieces;
}

Encoding JsonTokenizer::encode(std::string_view text, bool addSpecialTokens) const
{
    requireEncodable(text);
    const PieceText pieces = piecesOf(text);
    Encoding encoding;
    encoding.ids.reserve(text.size() / 3 + 2);
    encoding.offsets.reserve(text.size() / 3 + 2);
    const auto push = [&encoding](std::int32_t id, OriginalSpan span) {
        encoding.ids.push_back(id);
        encoding.offsets.push_back({span.begin, span.end});
    };
    BpeCache cache;
    std::vector<BpeSymbol> tokens;
    for (const Piece& piece : pieces.pieces) {
        if (!piece.isOpen()) {
            push(piece.addedId, pieces.text.spanOf(piece.begin, piece.end));
            continue;
        }
        tokens.clear();
        m_model->encode(pieces.view(piece), cache, tokens);
        std::size_t at = piece.begin;
        for (const BpeSymbol& token : tokens) {
            const std::size_t end = std::min(at + token.bytes, piece.end);
            push(token.id, pieces.text.spanOf(std::min(at, end - 1), end));
            at = end;
        }
    }
    if (m_postProcessor) {
        m_postProcessor->apply(
            encoding, addSpecialTokens,
            [this](std::int32_t id) -> const std::string& { return tokenOf(id); });
    }
    return encoding;
}

std::string JsonTokenizer::decode(const std::vector<std::int32_t>& ids,
                                  bool skipSpecialTokens) const
{
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const std::int32_t id : ids) {
        requireId(id, size());
        if ((skipSpecialTokens && isSpecial(id)) || tokenOf(id).empty()) {
            continue;
        }
        tokens.push_back(tokenOf(id));
    }
    if (m_decoder) {
        m_decoder->apply(tokens);
    }
    std::string text;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        text += i > 0 && !m_decoder ? " " + tokens[i] : tokens[i];
    }
    return text;
}

std::string JsonTokenizer::tokenText(std::int32_t id) const
{
    requireId(id, size());
    return showBytes(m_decoder ? m_decoder->bytesOf(tokenOf(id)) : tokenOf(id));
}

bool JsonTokenizer::isSpecial(std::int32_t id) const
{
    const AddedToken* token = m_added.find(id);
    return token != nullptr && token->isSpecial;
}

const std::string& JsonTokenizer::tokenOf(std::int32_t id) const
{
    const AddedToken* token = m_added.find(id);
    return token != nullptr ? token->content : m_model->vocabulary().tokenOf(id);
}

std::int32_t JsonTokenizer::idOf(std::string_view token) const
{
    const AddedToken* added = m_added.find(token);
    return added != nullptr ? added->id : m_model->vocabulary().idOf(token);
}

} // namespace neurograft
