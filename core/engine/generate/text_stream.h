// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// Text of a growing list of tokens behind a prompt, decoded a few tokens at a time, and the search
/// for stop strings in it (models.md 4.5).
class TextStream {
public:
    /// @param prompt its end decides whether the first token begins with a blank
    TextStream(std::shared_ptr<const Tokenizer> tokenizer, const std::vector<std::int32_t>& prompt,
               std::vector<std::string> stops);

    /// Adds a token. Returns whether a stop string has appeared; text() ends before it then.
    bool push(std::int32_t id);
    /// No token follows: a character that was begun is written as U+FFFD.
    void finish();

    /// All text so far; whole characters only.
    const std::string& text() const { return m_text; }
    /// What was added since the last call and can be shown for good: an end that may become a stop
    /// string is held back until it cannot, or until finish().
    std::string takeNew();

private:
    std::string unread() const;

    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<std::string> m_stops;
    std::vector<std::int32_t> m_ids; ///< end of the prompt, then the tokens
    std::size_t m_prefix = 0; ///< decoding starts here: enough to see blanks between tokens
    std::size_t m_read = 0; ///< tokens before this one are in m_text
    std::string m_text;
    std::size_t m_taken = 0;
    bool m_isFinished = false;
};

} // namespace neurograft
