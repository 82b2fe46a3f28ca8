// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutator.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

constexpr std::size_t kHeader = 2048;

/// Words that readers of numbers, JSON and text stumble over.
constexpr std::array<const char*, 18> kWords{
    "null",       "-1",         "0",       "1e308",    "99999999999999999999",
    "4294967296", "2147483647", "[]",      "{}",       "\"\"",
    "true",       "[[[[[[[[",   "\\ud800", "\xff\xfe", "\xe6\x9d",
    "(?:a*)*",    "\n",         "../../x"};

} // namespace

std::size_t Mutator::place(std::size_t size)
{
    const bool isInHeader = m_random.below(4) != 0;
    return below(isInHeader ? std::min(size, kHeader) : size);
}

void Mutator::change(std::string& bytes)
{
    if (bytes.empty()) {
        bytes = "x";
    }
    const std::size_t at = place(bytes.size());
    const std::size_t length = 1 + below(std::min<std::size_t>(bytes.size() - at, 64));
    switch (m_random.below(8)) {
    case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << m_random.below(8)));
        break;
    case 1:
        bytes[at] = static_cast<char>(m_random.below(256));
        break;
    case 2:
        bytes.erase(at, length);
        break;
    case 3:
        bytes.insert(at, bytes.substr(place(bytes.size()), length));
        break;
    case 4: {
        const std::string word = kWords[below(kWords.size())];
        bytes.replace(at, std::min(word.size(), bytes.size() - at), word);
        break;
    }
    case 5:
        bytes.insert(at, kWords[below(kWords.size())]);
        break;
    case 6: { // another digit, or another value for a whole JSON number
        const std::size_t digit = bytes.find_first_of("0123456789", at);
        if (digit != std::string::npos) {
            const std::size_t end =
                std::min(bytes.size(), bytes.find_first_not_of("0123456789", digit));
            bytes.replace(digit, end - digit, kWords[below(kWords.size())]);
        }
        break;
    }
    default:
        bytes.resize(m_random.below(8) == 0 ? at : bytes.size()); // cut, rarely
        break;
    }
}

std::string Mutator::mutate(std::string bytes)
{
    for (std::size_t left = 1 + below(8); left > 0; --left) {
        change(bytes);
    }
    return bytes;
}

} // namespace neurograft
