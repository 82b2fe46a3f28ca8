// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/aligned_text.h"

#include "core/text/code_points.h"

#include <algorithm>

namespace neurograft {

AlignedText AlignedText::ofOriginal(std::string_view text)
{
    AlignedText aligned;
    aligned.m_text = std::string(text);
    aligned.m_spans.resize(text.size());
    std::uint32_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xc0U) != 0x80) {
            ++count;
        }
        aligned.m_spans[at] = {count - 1, count};
    }
    return aligned;
}

void AlignedText::reserve(std::size_t bytes)
{
    m_text.reserve(bytes);
    m_spans.reserve(bytes);
}

void AlignedText::append(std::string_view text, OriginalSpan span)
{
    m_text.append(text);
    m_spans.resize(m_text.size(), span);
}

void AlignedText::append(const AlignedText& other, std::size_t begin, std::size_t end)
{
    m_text.append(other.m_text, begin, end - begin);
    m_spans.insert(m_spans.end(), other.m_spans.begin() + static_cast<std::ptrdiff_t>(begin),
                   other.m_spans.begin() + static_cast<std::ptrdiff_t>(end));
}

AlignedText AlignedText::slice(std::size_t begin, std::size_t end) const
{
    AlignedText part;
    part.append(*this, begin, end);
    return part;
}

void AlignedText::transform(const std::vector<CharacterChange>& changes)
{
    AlignedText result;
    result.reserve(m_text.size());
    std::size_t at = 0; // byte of the old text up to which changes have accounted for it
    const auto skipOne = [this, &at] {
        at =
            std::min(m_text.size(), at + (at < m_text.size() ? codePointAt(m_text, at).length : 0));
    };
    std::string character;
    for (const CharacterChange& next : changes) {
        OriginalSpan span;
        if (next.change > 0) {
            span = at > 0         ? m_spans[at - 1]
                : m_spans.empty() ? span
                                  : OriginalSpan{m_spans[0].begin, m_spans[0].begin};
        } else {
            span = at < m_spans.size() ? m_spans[at] : span;
            for (int i = 0; i <= -next.change; ++i) {
                skipOne();
            }
        }
        character.clear();
        appendCodePoint(character, next.value);
        result.append(character, span);
    }
    *this = std::move(result);
}

void AlignedText::prepend(std::string_view prefix)
{
    if (m_text.empty()) {
        return;
    }
    m_spans.insert(m_spans.begin(), prefix.size(), m_spans.front());
    m_text.insert(0, prefix);
}

} // namespace neurograft
