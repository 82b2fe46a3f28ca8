// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/number_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace neurograft {

namespace {

const QChar kMinus(0x2212);
const QChar kThinSpace(0x202f);

} // namespace

QString numberText(double value, int decimals)
{
    if (std::isnan(value)) {
        return QStringLiteral("undefined");
    }
    // QString::number ignores the locale.
    QString text = QString::number(std::abs(value), 'f', decimals);
    const bool isZero = text.toDouble() == 0.0;
    return value < 0.0 && !isZero ? kMinus + text : text;
}

QString signedNumberText(double value, int decimals)
{
    const QString text = numberText(value, decimals);
    return value > 0.0 && text.toDouble() != 0.0 ? QLatin1Char('+') + text : text;
}

QString shortNumberText(double value, int decimals)
{
    QString text = numberText(value, decimals);
    const qsizetype zero = text.startsWith(kMinus) ? 1 : 0;
    if (text.size() > zero + 1 && text.at(zero) == u'0' && text.at(zero + 1) == u'.') {
        text.remove(zero, 1);
    }
    return text;
}

QString countText(std::int64_t count)
{
    QString digits = QString::number(count < 0 ? -count : count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3) {
        digits.insert(at, kThinSpace);
    }
    return count < 0 ? kMinus + digits : digits;
}

std::string fileNumber(double value)
{
    if (std::isnan(value)) {
        return "nan";
    }
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), result.ptr};
}

} // namespace neurograft
