// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/code_answers.h"

#include "core/support/text_utf8.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::string_view kFence("```");

/// Text between a fence and the next one; to the end of the text when that is missing.
std::string_view blockBehind(std::string_view text, std::size_t begin)
{
    const std::string_view rest = text.substr(std::min(begin, text.size()));
    return rest.substr(0, rest.find(kFence));
}

std::string_view fencedBlock(std::string_view text)
{
    constexpr std::string_view kPython("```python");
    const std::size_t python = text.find(kPython);
    if (python != std::string_view::npos) {
        return blockBehind(text, python + kPython.size());
    }
    const std::size_t fence = text.find(kFence);
    return fence == std::string_view::npos ? text : blockBehind(text, fence + kFence.size());
}

} // namespace

std::string cutAtStops(std::string_view output, const std::vector<std::string>& stops)
{
    std::size_t end = output.size();
    for (const std::string& stop : stops) {
        end = std::min(end, output.find(stop));
    }
    return std::string(output.substr(0, end));
}

std::string programOfMl(std::string_view output)
{
    const std::string block =
        cutAtStops(fencedBlock(output),
                   {"if __name__ == \"__main__\"", "if __name__ == '__main__'", "# Example usage"});
    std::string program;
    for (const char letter : stripPython(block)) {
        program += letter == '\t' ? std::string(4, ' ') : std::string(1, letter);
    }
    return program;
}

} // namespace neurograft
