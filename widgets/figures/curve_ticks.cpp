// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/curve_ticks.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/number_text.h"

#include <QSet>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// "0.001", "100", "1e−5".
QString powerText(double value)
{
    const int power = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    if (power >= -3 && power <= 4) {
        return numberText(value, std::max(0, -power));
    }
    return QStringLiteral("%1e%2%3")
        .arg(numberText(value / std::pow(10.0, power), 0),
             power < 0 ? QStringLiteral("−") : QString())
        .arg(std::abs(power));
}

} // namespace

std::vector<CurveTick> powerCurveTicks(const ColorRange& range, int most)
{
    const int first = static_cast<int>(std::ceil(range.low - 1e-9));
    const int last = static_cast<int>(std::floor(range.high + 1e-9));
    std::vector<CurveTick> ticks;
    const int every = std::max(1, (last - first + most) / most);
    for (int power = first; power <= last; power += every) {
        ticks.push_back({static_cast<double>(power), powerText(std::pow(10.0, power))});
    }
    if (ticks.size() >= 2) {
        return ticks;
    }
    ticks.clear();
    for (int power = first - 1; power <= last; ++power) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double value = factor * std::pow(10.0, power);
            const double at = std::log10(value);
            if (at >= range.low - 1e-9 && at <= range.high + 1e-9) {
                ticks.push_back({at, powerText(value)});
            }
        }
    }
    return ticks;
}

std::vector<CurveTick> plainCurveTicks(const ColorRange& range, int most)
{
    const std::vector<double> values = valueTicks(range, most);
    const int decimals = tickDecimals(values);
    QStringList texts;
    for (const double value : values) {
        texts << (decimals > 4 ? curveNumber(value) : numberText(value, decimals));
    }
    const bool areAlike = QSet<QString>(texts.begin(), texts.end()).size() < texts.size();
    std::vector<CurveTick> ticks;
    for (const double value : values) {
        ticks.push_back(
            {value,
             areAlike ? numberText(value, decimals) : texts[static_cast<qsizetype>(ticks.size())]});
    }
    return ticks;
}

} // namespace neurograft
