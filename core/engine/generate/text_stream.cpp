// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/text_stream.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr std::size_t kPromptTail = 6; // tokens; more than any character is made of
constexpr const char* kReplacement = "\xef\xbf\xbd"; // U+FFFD

bool hasEnding(const std::string& text, const std::string& end)
{
    return text.size() >= end.size()
        && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Longest end of @p text that is a proper beginning of @p stop.
std::size_t beginningAtEnd(const std::string& text, const std::string& stop)
{
    for (std::size_t size = std::min(text.size(), stop.size() - 1); size > 0; --size) {
        if (text.compare(text.size() - size, size, stop, 0, size) == 0) {
            return size;
        }
    }
    return 0;
}

} // namespace

TextStream::TextStream(std::shared_ptr<const Tokenizer> tokenizer,
                       const std::vector<std::int32_t>& prompt, std::vector<std::string> stops)
    : m_tokenizer(std::move(tokenizer)), m_stops(std::move(stops))
{
    const std::size_t tail = std::min(prompt.size(), kPromptTail);
    m_ids.assign(prompt.end() - static_cast<std::ptrdiff_t>(tail), prompt.end());
    m_read = m_ids.size();
}

/// Text of the tokens that are not in m_text yet.
std::string TextStream::unread() const
{
    const auto from = [this](std::size_t i) {
        return m_ids.begin() + static_cast<std::ptrdiff_t>(i);
    };
    const std::string before = m_tokenizer->decode({from(m_prefix), from(m_read)});
    const std::string all = m_tokenizer->decode({from(m_prefix), m_ids.end()});
    return all.substr(std::min(before.size(), all.size()));
}

bool TextStream::push(std::int32_t id)
{
    if (id >= m_tokenizer->size()) {
        return false; // a padding row of the embedding stands for no text
    }
    m_ids.push_back(id);
    const std::string added = unread();
    if (added.empty() || hasEnding(added, kReplacement)) {
        return false; // nothing yet, or a character that may go on with the next token
    }
    const std::size_t old = m_text.size();
    m_text += added;
    m_prefix = m_read;
    m_read = m_ids.size();
    std::size_t first = std::string::npos;
    for (const std::string& stop : m_stops) {
        const std::size_t from = old - std::min(old, stop.size() - 1);
        first = std::min(first, m_text.find(stop, from));
    }
    if (first != std::string::npos) {
        m_text.resize(first);
        m_isFinished = true;
    }
    return m_isFinished;
}

void TextStream::finish()
{
    if (!m_isFinished) {
        m_text += unread();
        m_read = m_ids.size();
    }
    m_isFinished = true;
}

std::string TextStream::takeNew()
{
    std::size_t held = 0;
    if (!m_isFinished) {
        for (const std::string& stop : m_stops) {
            held = std::max(held, beginningAtEnd(m_text, stop));
        }
    }
    const std::size_t end = std::max(m_taken, m_text.size() - held);
    std::string added = m_text.substr(m_taken, end - m_taken);
    m_taken = end;
    return added;
}

} // namespace neurograft
