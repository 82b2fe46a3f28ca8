// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/option_checks.h"

#include "core/run/error.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

bool isOneOf(const std::string& word, const std::vector<std::string>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

void requireWord(const std::string& option, const std::string& value,
                 const std::vector<std::string>& words)
{
    if (isOneOf(value, words)) {
        return;
    }
    std::string list;
    for (const std::string& word : words) {
        list += (list.empty() ? "" : ", ") + word;
    }
    throw UsageError(option, "one of " + list, "'" + value + "'");
}

void requireFrom(const std::string& option, std::int64_t value, std::int64_t least,
                 std::int64_t most)
{
    if (value >= least && value <= most) {
        return;
    }
    std::string range = "a number from " + std::to_string(least);
    if (most < std::numeric_limits<std::int64_t>::max()) {
        range += " to " + std::to_string(most);
    }
    throw UsageError(option, range, std::to_string(value));
}

void requireIn(const std::string& option, double value, double least, double most,
               const std::string& words)
{
    if (!(value >= least && value < most)) {
        throw UsageError(option, words, std::to_string(value));
    }
}

void requireAbove(const std::string& option, double value)
{
    if (!(value > 0.0) || !std::isfinite(value)) {
        throw UsageError(option, "a number above 0", std::to_string(value));
    }
}

} // namespace neurograft
