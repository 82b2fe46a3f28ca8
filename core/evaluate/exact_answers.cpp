// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/exact_answers.h"

#include "core/evaluate/number_answers.h"
#include "core/support/text_utf8.h"

namespace neurograft {

namespace {

std::string_view withoutFront(std::string_view text, std::string_view mark)
{
    return text.substr(0, mark.size()) == mark ? text.substr(mark.size()) : text;
}

std::string_view withoutBack(std::string_view text, char mark)
{
    return !text.empty() && text.back() == mark ? text.substr(0, text.size() - 1) : text;
}

} // namespace

std::optional<std::string> statedNumber(std::string_view response)
{
    constexpr std::string_view kPhrase("So the answer is ");
    const std::size_t phrase = response.rfind(kPhrase);
    if (phrase == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view number =
        withoutBack(stripPython(response.substr(phrase + kPhrase.size())), '.');
    for (const std::string_view currency : {"$", "\xe2\x82\xac", "\xc2\xa3"}) {
        number = withoutFront(number, currency);
    }
    const std::string plain = withoutDigitCommas(withoutBack(number, '%'));
    const std::optional<std::string> found = numberAnswerCorrected(plain);
    return found == plain ? found : std::nullopt;
}

std::string exactAnswer(std::string_view output, std::string_view gold)
{
    return statedNumber(gold) ? numberAnswerCorrected(output).value_or(std::string())
                              : std::string(stripPython(output));
}

bool equalExactAnswers(std::string_view answer, std::string_view gold)
{
    const std::optional<std::string> number = statedNumber(gold);
    return number ? equalNumbers(answer, *number) : answer == stripPython(gold);
}

} // namespace neurograft
