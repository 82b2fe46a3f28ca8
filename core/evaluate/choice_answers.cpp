// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/choice_answers.h"

#include <algorithm>
#include <cctype>

namespace neurograft {

namespace {

bool isWordLetter(char letter)
{
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_' || letter == '\''
        || static_cast<unsigned char>(letter) >= 0x80;
}

std::string firstLetter(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isChoice = std::find(kChoiceLetters.begin(), kChoiceLetters.end(), text[i])
            != kChoiceLetters.end();
        const bool isAlone = (i == 0 || !isWordLetter(text[i - 1]))
            && (i + 1 == text.size() || !isWordLetter(text[i + 1]));
        if (isChoice && isAlone) {
            return std::string(1, text[i]);
        }
    }
    return {};
}

} // namespace

std::size_t chosenIndex(const std::vector<float>& logits)
{
    return static_cast<std::size_t>(std::max_element(logits.begin(), logits.end())
                                    - logits.begin());
}

std::string letterOfText(std::string_view output)
{
    constexpr std::string_view kPhrase("answer is");
    const std::size_t phrase = output.rfind(kPhrase);
    if (phrase != std::string_view::npos) {
        const std::string letter = firstLetter(output.substr(phrase + kPhrase.size()));
        if (!letter.empty()) {
            return letter;
        }
    }
    return firstLetter(output);
}

} // namespace neurograft
