// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace neurograft {

/// Code points of the original text, [begin, end).
struct OriginalSpan {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// A character of the new text and how it came about: change 0 replaces the next old character, -n
/// replaces it and drops the n after it, +1 is inserted and shares the origin of what stands before
/// it.
struct CharacterChange {
    char32_t value = 0;
    int change = 0;
};

/// Text that went through normalisation and remembers, byte by byte, which characters of the
/// original it stands for. All bytes of one character carry the same span.
class AlignedText {
public:
    AlignedText() = default;
    /// Every character stands for itself. @pre valid UTF-8 of fewer than 2^32 characters
    static AlignedText ofOriginal(std::string_view text);

    std::string_view text() const { return m_text; }
    std::size_t size() const { return m_text.size(); }
    bool empty() const { return m_text.empty(); }
    OriginalSpan spanAt(std::size_t byte) const { return m_spans[byte]; }
    /// From the first character's begin to the last one's end. @pre begin < end
    OriginalSpan spanOf(std::size_t begin, std::size_t end) const
    {
        return {m_spans[begin].begin, m_spans[end - 1].end};
    }

    void reserve(std::size_t bytes);
    /// Appends @p text, all of it standing for @p span.
    void append(std::string_view text, OriginalSpan span);
    /// Appends bytes [begin, end) of @p other with their spans.
    void append(const AlignedText& other, std::size_t begin, std::size_t end);
    AlignedText slice(std::size_t begin, std::size_t end) const;

    /// Replaces the whole text by @p changes, which account for every old character from the first
    /// on.
    void transform(const std::vector<CharacterChange>& changes);
    /// Puts @p prefix in front; it shares the span of the first character. Does nothing to an empty
    /// text.
    void prepend(std::string_view prefix);

private:
    std::string m_text;
    std::vector<OriginalSpan> m_spans; ///< one per byte of m_text
};

} // namespace neurograft
