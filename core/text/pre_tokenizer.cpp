// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/code_points.h"
#include "core/text/metaspace.h"
#include "core/text/regex.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

constexpr const char* kGpt2Split =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

class SequencePreTokenizer : public PreTokenizer {
public:
    explicit SequencePreTokenizer(std::vector<std::unique_ptr<PreTokenizer>> steps)
        : m_steps(std::move(steps))
    {
    }
    void apply(PieceText& text) const override
    {
        for (const auto& step : m_steps) {
            step->apply(text);
        }
    }
    bool isByteLevel() const override
    {
        return std::any_of(m_steps.begin(), m_steps.end(),
                           [](const auto& step) { return step->isByteLevel(); });
    }

private:
    std::vector<std::unique_ptr<PreTokenizer>> m_steps;
};

/// Cuts at matches of a pattern: Split, Digits, Whitespace, WhitespaceSplit.
class SplitPreTokenizer : public PreTokenizer {
public:
    SplitPreTokenizer(std::unique_ptr<TextPattern> pattern, SplitBehaviour behaviour, bool invert)
        : m_pattern(std::move(pattern)), m_behaviour(behaviour), m_invert(invert)
    {
    }
    void apply(PieceText& text) const override
    {
        text.splitOpen([this](std::string_view piece) {
            return splitText(piece, *m_pattern, m_behaviour, m_invert);
        });
    }

private:
    std::unique_ptr<TextPattern> m_pattern;
    SplitBehaviour m_behaviour;
    bool m_invert;
};

/// GPT-2's step: optional blank in front, optional cut into words, then every byte as a character.
class ByteLevelPreTokenizer : public PreTokenizer {
public:
    ByteLevelPreTokenizer(bool addsPrefixSpace, bool usesRegex, const std::string& where)
        : m_addsPrefixSpace(addsPrefixSpace),
          m_split(usesRegex ? std::make_unique<Regex>(kGpt2Split, where) : nullptr)
    {
    }
    bool isByteLevel() const override { return true; }
    void apply(PieceText& text) const override
    {
        if (m_addsPrefixSpace) {
            text.rewriteOpen([&text](const Piece& piece, AlignedText& target) {
                if (text.view(piece).front() != ' ') {
                    target.append(" ", text.text.spanAt(piece.begin));
                }
                target.append(text.text, piece.begin, piece.end);
            });
        }
        if (m_split) {
            text.splitOpen([this](std::string_view piece) {
                return splitText(piece, *m_split, SplitBehaviour::Isolated, false);
            });
        }
        std::string character;
        text.rewriteOpen([&text, &character](const Piece& piece, AlignedText& target) {
            for (std::size_t at = piece.begin; at < piece.end; ++at) {
                character.clear();
                appendCodePoint(character,
                                characterOfByte(static_cast<unsigned char>(text.text.text()[at])));
                target.append(character, text.text.spanAt(at));
            }
        });
    }

private:
    bool m_addsPrefixSpace;
    std::unique_ptr<Regex> m_split;
};

/// Blanks become the replacement mark, and a text may get one in front (SentencePiece's dummy
/// prefix).
class MetaspacePreTokenizer : public PreTokenizer {
public:
    explicit MetaspacePreTokenizer(Metaspace metaspace) : m_metaspace(std::move(metaspace)) { }
    void apply(PieceText& text) const override
    {
        const std::string& mark = m_metaspace.replacement;
        text.rewriteOpen([this, &text, &mark](const Piece& piece, AlignedText& target) {
            const std::string_view old = text.view(piece);
            const OriginalSpan first = text.text.spanAt(piece.begin);
            const bool hasMark = old.front() == ' ' || old.substr(0, mark.size()) == mark;
            const bool isWanted = m_metaspace.scheme == PrependScheme::Always
                || (m_metaspace.scheme == PrependScheme::First && first.begin == 0);
            if (isWanted && !hasMark) {
                target.append(mark, first);
            }
            std::size_t from = 0;
            for (std::size_t at = old.find(' '); at != std::string_view::npos;
                 at = old.find(' ', from)) {
                target.append(text.text, piece.begin + from, piece.begin + at);
                target.append(mark, text.text.spanAt(piece.begin + at));
                from = at + 1;
            }
            target.append(text.text, piece.begin + from, piece.end);
        });
        if (m_metaspace.isSplit) {
            const LiteralPattern pattern(mark);
            text.splitOpen([&pattern](std::string_view piece) {
                return splitText(piece, pattern, SplitBehaviour::MergedWithNext, false);
            });
        }
    }

private:
    Metaspace m_metaspace;
};

std::unique_ptr<PreTokenizer> characterSplit(bool (*isMatch)(char32_t), SplitBehaviour behaviour)
{
    return std::make_unique<SplitPreTokenizer>(std::make_unique<CharacterPattern>(isMatch),
                                               behaviour, false);
}

/// Runs of word characters and runs of other visible characters; white space goes.
class WhitespaceRuns : public TextPattern {
public:
    std::vector<ByteRange> findAll(std::string_view text) const override
    {
        std::vector<ByteRange> runs;
        int lastKind = 0;
        for (std::size_t at = 0; at < text.size();) {
            const CodePoint character = codePointAt(text, at);
            const int kind = isWordCharacter(character.value) ? 1
                : isWhiteSpace(character.value)               ? 0
                                                              : 2;
            if (kind != 0 && kind == lastKind) {
                runs.back().end = at + character.length;
            } else if (kind != 0) {
                runs.push_back({at, at + character.length});
            }
            lastKind = kind;
            at += character.length;
        }
        return runs;
    }
};

} // namespace

std::unique_ptr<PreTokenizer> readPreTokenizer(const JsonNode& node)
{
    const std::string type = node.type();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<PreTokenizer>> steps;
        for (const JsonNode& step : node.at("pretokenizers").elements()) {
            steps.push_back(readPreTokenizer(step));
        }
        return std::make_unique<SequencePreTokenizer>(std::move(steps));
    }
    if (type == "ByteLevel") {
        return std::make_unique<ByteLevelPreTokenizer>(
            node.boolOr("add_prefix_space", true), node.boolOr("use_regex", true), node.where());
    }
    if (type == "Split") {
        return std::make_unique<SplitPreTokenizer>(readTextPattern(node.at("pattern")),
                                                   readSplitBehaviour(node.at("behavior")),
                                                   node.boolOr("invert", false));
    }
    if (type == "Digits") {
        return characterSplit(&isNumeric,
                              node.boolOr("individual_digits", false) ? SplitBehaviour::Isolated
                                                                      : SplitBehaviour::Contiguous);
    }
    if (type == "Metaspace") {
        return std::make_unique<MetaspacePreTokenizer>(readMetaspace(node));
    }
    if (type == "Whitespace") {
        return std::make_unique<SplitPreTokenizer>(std::make_unique<WhitespaceRuns>(),
                                                   SplitBehaviour::Removed, true);
    }
    if (type == "WhitespaceSplit") {
        return characterSplit(&isWhiteSpace, SplitBehaviour::Removed);
    }
    node.refuseType(
        "pre-tokenizer",
        {"Sequence", "ByteLevel", "Split", "Digits", "Metaspace", "Whitespace", "WhitespaceSplit"});
}

} // namespace neurograft
