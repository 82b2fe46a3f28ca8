// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/number_answers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr double kEqualWithin = 1e-6;

bool isDigit(char letter)
{
    return letter >= '0' && letter <= '9';
}

bool isSign(char letter)
{
    return letter == '-' || letter == '+';
}

/// End of the digits from @p at on.
std::size_t digitsEnd(std::string_view text, std::size_t at)
{
    while (at < text.size() && isDigit(text[at])) {
        ++at;
    }
    return at;
}

/// End of [0-9]*\.[0-9]+ at @p at; @p at itself when it does not match.
std::size_t decimalEnd(std::string_view text, std::size_t at)
{
    const std::size_t point = digitsEnd(text, at);
    if (point >= text.size() || text[point] != '.') {
        return at;
    }
    const std::size_t end = digitsEnd(text, point + 1);
    return end > point + 1 ? end : at;
}

/// End of [0-9]*\.[0-9]+|[0-9]+ at @p at; @p at itself when it does not match.
std::size_t numberEnd(std::string_view text, std::size_t at)
{
    const std::size_t decimal = decimalEnd(text, at);
    return decimal > at ? decimal : digitsEnd(text, at);
}

/// The last of the matches from the left that do not overlap; @p endAt gives the end of the match
/// at a place, or the place itself.
template <class EndAt>
std::optional<std::string_view> lastMatch(std::string_view text, const EndAt& endAt)
{
    std::optional<std::string_view> last;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = endAt(at);
        if (end > at) {
            last = text.substr(at, end - at);
        }
        at = std::max(end, at + 1);
    }
    return last;
}

/// Value of digits with at most one point, signed or not; NaN when the text is none.
double valueOf(std::string_view text)
{
    const bool isNegative = !text.empty() && text.front() == '-';
    if (!text.empty() && isSign(text.front())) {
        text.remove_prefix(1);
    }
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return isNegative ? -value : value;
}

/// @p text with small letters and without punctuation, both ASCII only.
std::string simplified(std::string_view text)
{
    constexpr std::string_view kPunctuation("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
    std::string simple;
    for (const char letter : text) {
        if (kPunctuation.find(letter) == std::string_view::npos) {
            simple +=
                letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
        }
    }
    return simple;
}

/// The first match of [-+]?[0-9]*[.,/]?[0-9]+; empty without one.
std::string_view firstMlNumber(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t begin = at + (isSign(text[at]) ? 1 : 0);
        const std::size_t whole = digitsEnd(text, begin);
        const bool hasMark = whole < text.size()
            && std::string_view(".,/").find(text[whole]) != std::string_view::npos;
        const std::size_t end = hasMark ? digitsEnd(text, whole + 1) : whole;
        if (hasMark && end > whole + 1) {
            return text.substr(at, end - at);
        }
        if (whole > begin) {
            return text.substr(at, whole - at);
        }
    }
    return {};
}

} // namespace

std::string withoutDigitCommas(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        plain += text[i];
        if (isDigit(text[i]) && i + 2 < text.size() && text[i + 1] == ',' && isDigit(text[i + 2])) {
            plain += text[i + 2];
            i += 2;
        }
    }
    return plain;
}

std::string numberAnswerOi(std::string_view output)
{
    const std::string text = withoutDigitCommas(output);
    const auto last = lastMatch(text, [&text](std::size_t at) {
        const std::size_t begin = at + (isSign(text[at]) ? 1 : 0);
        const std::size_t decimal = decimalEnd(text, begin);
        return decimal > begin ? decimal : digitsEnd(text, at);
    });
    return last ? std::string(*last) : text;
}

bool equalAnswersOi(std::string_view answer, std::string_view gold)
{
    return simplified(answer) == simplified(gold);
}

std::optional<std::string> numberAnswerCorrected(std::string_view output)
{
    const std::string text = withoutDigitCommas(output);
    const auto last = lastMatch(text, [&text](std::size_t at) {
        const bool isSigned = isSign(text[at]) && (at == 0 || !isDigit(text[at - 1]));
        const std::size_t begin = at + (isSigned ? 1 : 0);
        const std::size_t end = numberEnd(text, begin);
        return end > begin ? end : at;
    });
    return last ? std::optional<std::string>(*last) : std::nullopt;
}

bool equalNumbers(std::string_view answer, std::string_view gold)
{
    return std::abs(valueOf(answer) - valueOf(gold)) < kEqualWithin;
}

std::optional<std::string> numberAnswerMl(std::string_view output)
{
    constexpr std::string_view kPhrase("The answer is: ");
    const std::size_t phrase = output.rfind(kPhrase);
    if (phrase == std::string_view::npos) {
        return std::nullopt;
    }
    std::string number(firstMlNumber(output.substr(phrase + kPhrase.size())));
    number.erase(std::remove(number.begin(), number.end(), ','), number.end());
    const std::size_t stroke = number.find('/');
    double value = valueOf(std::string_view(number).substr(0, stroke));
    if (stroke != std::string::npos) {
        const double divisor = valueOf(std::string_view(number).substr(stroke + 1));
        value = divisor == 0.0 ? value : value / divisor;
    }
    if (!std::isfinite(value)) {
        return std::nullopt;
    }
    char text[512];
    const auto end = std::to_chars(text, text + sizeof(text), std::nearbyint(value) + 0.0,
                                   std::chars_format::fixed);
    return std::string(text, end.ptr);
}

} // namespace neurograft
