// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/text_pattern.h"

#include "core/text/code_points.h"
#include "core/text/regex.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

struct Part {
    ByteRange range;
    bool isMatch = false;
};

std::vector<Part> partsOf(std::string_view text, const TextPattern& pattern, bool invert)
{
    std::vector<Part> parts;
    std::size_t at = 0;
    for (const ByteRange match : pattern.findAll(text)) {
        if (at != match.begin) {
            parts.push_back({{at, match.begin}, invert});
        }
        parts.push_back({match, !invert});
        at = match.end;
    }
    if (at != text.size()) {
        parts.push_back({{at, text.size()}, invert});
    }
    return parts;
}

} // namespace

LiteralPattern::LiteralPattern(std::string literal) : m_literal(std::move(literal)) { }

std::vector<ByteRange> LiteralPattern::findAll(std::string_view text) const
{
    std::vector<ByteRange> found;
    if (m_literal.empty()) {
        return found;
    }
    std::size_t at = text.find(m_literal);
    while (at != std::string_view::npos) {
        found.push_back({at, at + m_literal.size()});
        at = text.find(m_literal, at + m_literal.size());
    }
    return found;
}

CharacterPattern::CharacterPattern(bool (*isMatch)(char32_t)) : m_isMatch(isMatch) { }

std::vector<ByteRange> CharacterPattern::findAll(std::string_view text) const
{
    std::vector<ByteRange> found;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint character = codePointAt(text, at);
        if (m_isMatch(character.value)) {
            found.push_back({at, at + character.length});
        }
        at += character.length;
    }
    return found;
}

std::unique_ptr<TextPattern> readTextPattern(const JsonNode& node)
{
    if (const auto literal = node.find("String")) {
        return std::make_unique<LiteralPattern>(literal->asString());
    }
    if (const auto regex = node.find("Regex")) {
        return std::make_unique<Regex>(regex->asString(), regex->where());
    }
    node.fail("a pattern {\"String\": …} or {\"Regex\": …}");
}

SplitBehaviour readSplitBehaviour(const JsonNode& node)
{
    static const std::pair<const char*, SplitBehaviour> kNames[]{
        {"Removed", SplitBehaviour::Removed},
        {"Isolated", SplitBehaviour::Isolated},
        {"MergedWithPrevious", SplitBehaviour::MergedWithPrevious},
        {"MergedWithNext", SplitBehaviour::MergedWithNext},
        {"Contiguous", SplitBehaviour::Contiguous},
    };
    const std::string name = node.asString();
    for (const auto& [known, behaviour] : kNames) {
        if (name == known) {
            return behaviour;
        }
    }
    node.fail("Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
}

std::vector<ByteRange> splitText(std::string_view text, const TextPattern& pattern,
                                 SplitBehaviour behaviour, bool invert)
{
    std::vector<Part> parts = partsOf(text, pattern, invert);
    const bool isReversed = behaviour == SplitBehaviour::MergedWithNext;
    if (isReversed) {
        std::reverse(parts.begin(), parts.end());
    }
    std::vector<ByteRange> ranges;
    ranges.reserve(parts.size());
    bool wasMatch = false;
    for (const Part& part : parts) {
        bool isMerged = false;
        switch (behaviour) {
        case SplitBehaviour::Removed:
            if (!part.isMatch) {
                ranges.push_back(part.range);
            }
            continue;
        case SplitBehaviour::Isolated:
            break;
        case SplitBehaviour::Contiguous:
            isMerged = part.isMatch == wasMatch;
            break;
        case SplitBehaviour::MergedWithPrevious:
        case SplitBehaviour::MergedWithNext:
            isMerged = part.isMatch && !wasMatch;
            break;
        }
        if (isMerged && !ranges.empty()) {
            ByteRange& last = ranges.back();
            (isReversed ? last.begin : last.end) = isReversed ? part.range.begin : part.range.end;
        } else {
            ranges.push_back(part.range);
        }
        wasMatch = part.isMatch;
    }
    if (isReversed) {
        std::reverse(ranges.begin(), ranges.end());
    }
    return ranges;
}

} // namespace neurograft
