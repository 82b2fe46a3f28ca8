// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/sentencepiece_tokenizer.h"

#include "core/run/error.h"
#include "core/support/sha256.h"
#include "core/support/text_utf8.h"
#include "core/text/byte_token.h"
#include "core/text/text_check.h"

#include <sentencepiece_processor.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr const char* kMark = "\xe2\x96\x81"; // U+2581, sentencepiece's blank
constexpr std::size_t kMarkBytes = 3;

/// Field normalizer_spec (3) of the model with add_dummy_prefix (3) = false: appended to a
/// serialised model it overrides that one value, because protocol buffers merge repeated messages.
constexpr const char kNoDummyPrefix[] = {0x1a, 0x02, 0x18, 0x00};

bool startsWithMark(std::string_view text)
{
    return text.substr(0, kMarkBytes) == kMark;
}

std::string replaceAll(std::string text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

} // namespace

SentencepieceTokenizer::SentencepieceTokenizer(const std::string& bytes, const std::string& file,
                                               TokenizerConfig config)
    : m_processor(std::make_unique<sentencepiece::SentencePieceProcessor>()),
      m_config(std::move(config))
{
    const std::string model =
        m_config.isLegacy ? bytes : bytes + std::string(kNoDummyPrefix, sizeof kNoDummyPrefix);
    const auto status = m_processor->LoadFromSerializedProto(model);
    if (bytes.empty() || !status.ok() || m_processor->GetPieceSize() <= 0) {
        throw FormatError(
            file, "a sentencepiece model",
            bytes.empty() ? "an empty file" : "something else: " + std::string(status.message()),
            "A tokenizer.model in tiktoken's format has to be converted to tokenizer.json.");
    }
    collectTokens(file);
    std::vector<int> unknown;
    m_processor->Encode(m_unknown, &unknown).IgnoreError();
    m_unknownLength = unknown.size();
    m_facts.kind = "sentencepiece";
    m_facts.hasChatTemplate = m_config.hasChatTemplate;
    m_facts.addsBos = m_config.addsBos && m_facts.bosId;
    m_facts.sha256 = sha256Hex(bytes);
    m_facts.fingerprint =
        sha256Hex(m_facts.sha256 + (m_config.isLegacy ? "l" : "-") + (m_config.addsBos ? "b" : "-")
                  + (m_config.addsEos ? "e" : "-") + (m_config.addsPrefixSpace ? "p" : "-"));
}

SentencepieceTokenizer::~SentencepieceTokenizer() = default;

void SentencepieceTokenizer::collectTokens(const std::string& file)
{
    m_facts.size = m_processor->GetPieceSize();
    for (const AddedToken& token : m_config.addedTokens) {
        m_added.add(token);
        m_facts.size = std::max(m_facts.size, token.id + 1);
    }
    const auto role = [this](const std::optional<std::string>& name, int fallback) {
        std::optional<std::int32_t> id;
        if (name) {
            const AddedToken* added = m_added.find(*name);
            const std::int32_t found = added != nullptr ? added->id : idOf(*name);
            id = found >= 0 ? std::optional(found) : std::nullopt;
        } else if (fallback >= 0 && fallback < m_processor->GetPieceSize()) {
            id = fallback;
        }
        if (id) {
            AddedToken token;
            token.id = *id;
            token.content = name ? *name : m_processor->IdToPiece(*id);
            token.isSpecial = true;
            m_added.add(token);
        }
        return id;
    };
    const auto unknown = role(m_config.unkToken, m_processor->unk_id());
    if (!unknown) {
        throw FormatError(file, "an unknown token", "none");
    }
    m_unknown = pieceOf(*unknown);
    m_facts.bosId = role(m_config.bosToken, m_processor->bos_id());
    m_facts.eosId = role(m_config.eosToken, m_processor->eos_id());
    m_facts.padId = role(m_config.padToken, -1);
    m_added.prepare(nullptr);
}

std::int32_t SentencepieceTokenizer::idOf(const std::string& piece) const
{
    const int id = m_processor->PieceToId(piece); // the unknown token for a piece it does not have
    return m_processor->IdToPiece(id) == piece ? id : -1;
}

std::string SentencepieceTokenizer::pieceOf(std::int32_t id) const
{
    const AddedToken* added = m_added.find(id);
    if (added != nullptr) {
        return added->content;
    }
    return id < m_processor->GetPieceSize() ? m_processor->IdToPiece(id) : std::string();
}

Encoding SentencepieceTokenizer::encode(std::string_view text, bool addSpecialTokens) const
{
    requireEncodable(text);
    Encoding encoding;
    if (addSpecialTokens && m_facts.addsBos) {
        encoding.ids.push_back(*m_facts.bosId);
        encoding.offsets.push_back({});
    }
    const std::size_t frame = encoding.ids.size();
    // Without legacy the blank in front is put there by hand, once, and belongs to no character of
    // the text.
    const bool isPrefixed = !m_config.isLegacy && m_config.addsPrefixSpace && !text.empty();
    std::string prepared(text);
    if (!m_config.isLegacy) {
        prepared = (isPrefixed ? kMark : "") + replaceAll(std::move(prepared), kMark, " ");
    }
    PieceText pieces;
    pieces.text = AlignedText::ofOriginal(prepared);
    if (!prepared.empty()) {
        pieces.pieces.push_back({0, prepared.size()});
    }
    m_added.split(pieces, false);
    m_added.split(pieces, true);
    const std::int64_t shift = isPrefixed ? -1 : 0;
    for (const Piece& piece : pieces.pieces) {
        const OriginalSpan span = pieces.text.spanOf(piece.begin, piece.end);
        if (piece.isOpen()) {
            appendPart(pieces.view(piece), span.begin + shift, encoding);
        } else {
            encoding.ids.push_back(piece.addedId);
            encoding.offsets.push_back({span.begin + shift, span.end + shift});
        }
    }
    if (isPrefixed && encoding.ids.size() > frame + 1 && isSpecial(encoding.ids[frame + 1])
        && pieceOf(encoding.ids[frame]) == kMark) {
        encoding.ids.erase(encoding.ids.begin() + static_cast<std::ptrdiff_t>(frame));
        encoding.offsets.erase(encoding.offsets.begin() + static_cast<std::ptrdiff_t>(frame));
    }
    if (addSpecialTokens && m_config.addsEos && m_facts.eosId) {
        encoding.ids.push_back(*m_facts.eosId);
        encoding.offsets.push_back({});
    }
    return encoding;
}

void SentencepieceTokenizer::appendPart(std::string_view part, std::int64_t offset,
                                        Encoding& encoding) const
{
    // The library drops a blank in front when it adds none itself; behind the unknown token it
    // keeps it.
    const bool isGuarded = !m_config.isLegacy && (startsWithMark(part) || part.front() == ' ');
    const std::string input = isGuarded ? m_unknown + std::string(part) : std::string(part);
    auto result = m_processor->EncodeAsImmutableProto(input);
    result.ConvertToUnicodeSpans();
    const std::size_t count = result.pieces_size();
    const std::size_t skipped = isGuarded && count >= m_unknownLength ? m_unknownLength : 0;
    if (isGuarded) {
        offset -= codePointCount(m_unknown);
    }
    const std::int64_t last = codePointCount(input) + offset;
    for (std::size_t i = skipped; i < count; ++i) {
        const auto piece = result.pieces(static_cast<int>(i));
        CharSpan span{std::max<std::int64_t>(0, piece.begin() + offset),
                      std::max<std::int64_t>(0, piece.end() + offset)};
        if (span.begin == span.end && span.begin < last) {
            ++span.end; // a blank put in front or one byte of several: it belongs to the character
                        // there
        }
        encoding.ids.push_back(static_cast<std::int32_t>(piece.id()));
        encoding.offsets.push_back(span);
    }
}

std::string SentencepieceTokenizer::decode(const std::vector<std::int32_t>& ids,
                                           bool skipSpecialTokens) const
{
    std::string text;
    std::vector<std::string> plain; // pieces since the last special token
    bool isAfterSpecial = false;
    std::size_t index = 0;
    for (const std::int32_t id : ids) {
        requireId(id, size());
        std::string piece = pieceOf(id);
        if (piece.empty() || (skipSpecialTokens && isSpecial(id))) {
            continue;
        }
        if (index == 0 && m_config.addsPrefixSpace && startsWithMark(piece)) {
            piece.erase(0, kMarkBytes); // the blank that encoding puts in front
        }
        if (isSpecial(id)) {
            text += !isAfterSpecial && index > 0 && m_config.isLegacy ? " " : "";
            text += decodePieces(plain) + piece;
            plain.clear();
            isAfterSpecial = true;
        } else {
            const bool wantsBlank =
                isAfterSpecial && index == 1 && m_config.addsPrefixSpace && !startsWithMark(piece);
            text += wantsBlank ? " " : "";
            plain.push_back(std::move(piece));
            isAfterSpecial = false;
        }
        ++index;
    }
    return text + decodePieces(plain);
}

std::string SentencepieceTokenizer::decodePieces(const std::vector<std::string>& pieces) const
{
    std::string text;
    m_processor->Decode(pieces, &text).IgnoreError();
    return text;
}

std::string SentencepieceTokenizer::tokenText(std::int32_t id) const
{
    requireId(id, size());
    const std::string piece = pieceOf(id);
    if (id < m_processor->GetPieceSize() && m_processor->IsByte(id)) {
        return showBytes(std::string(1, static_cast<char>(byteOfToken(piece))));
    }
    return replaceAll(piece, kMark, " ");
}

bool SentencepieceTokenizer::isSpecial(std::int32_t id) const
{
    const AddedToken* token = m_added.find(id);
    return token != nullptr && token->isSpecial;
}

} // namespace neurograft
