// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Bytes [begin, end) of a text.
struct ByteRange {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Something that can be looked for in a text: a literal string, a regular expression, a class of
/// characters.
class TextPattern {
public:
    virtual ~TextPattern() = default;
    /// All matches from left to right, not overlapping.
    virtual std::vector<ByteRange> findAll(std::string_view text) const = 0;
};

/// Every occurrence of a fixed string (none when it is empty).
class LiteralPattern : public TextPattern {
public:
    explicit LiteralPattern(std::string literal);
    std::vector<ByteRange> findAll(std::string_view text) const override;

private:
    std::string m_literal;
};

/// Every single character for which a predicate holds.
class CharacterPattern : public TextPattern {
public:
    explicit CharacterPattern(bool (*isMatch)(char32_t));
    std::vector<ByteRange> findAll(std::string_view text) const override;

private:
    bool (*m_isMatch)(char32_t);
};

/// {"String": …} or {"Regex": …} of tokenizer.json. @throws FormatError for anything else
std::unique_ptr<TextPattern> readTextPattern(const JsonNode& node);

/// What becomes of the matches when a text is split by a pattern.
enum class SplitBehaviour { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };

/// "Removed" … "Contiguous" of tokenizer.json. @throws FormatError for anything else
SplitBehaviour readSplitBehaviour(const JsonNode& node);

/// The parts of @p text, in order.
/// @param invert the text between matches counts as the match
std::vector<ByteRange> splitText(std::string_view text, const TextPattern& pattern,
                                 SplitBehaviour behaviour, bool invert);

} // namespace neurograft
