// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/curve_data.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace neurograft {

namespace {

struct CurveDataTexts {
    Q_DECLARE_TR_FUNCTIONS(Curves)
};

constexpr int kCurveDataMostTicks = 6;

/// Bitwise the same, so that NaN equals NaN.
bool areSame(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
    });
}

std::set<double> allSteps(const CurveData& data)
{
    std::set<double> steps;
    for (const Curve& curve : data.curves) {
        steps.insert(curve.steps.begin(), curve.steps.end());
    }
    return steps;
}

std::optional<double> valueAt(const Curve& curve, double step)
{
    const auto found = std::lower_bound(curve.steps.begin(), curve.steps.end(), step);
    if (found == curve.steps.end() || *found != step) {
        return std::nullopt;
    }
    const double value = curve.values[static_cast<std::size_t>(found - curve.steps.begin())];
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

} // namespace

bool Curve::operator==(const Curve& other) const
{
    return name == other.name && title == other.title && areSame(steps, other.steps)
        && areSame(values, other.values);
}

bool CurveData::operator==(const CurveData& other) const
{
    return valueTitle == other.valueTitle && curves == other.curves && lastStep == other.lastStep
        && stepTitle == other.stepTitle;
}

Curve layerCurve(const QString& name, const QString& title, const std::vector<double>& values)
{
    Curve curve;
    curve.name = name;
    curve.title = title;
    curve.values = values;
    for (std::size_t layer = 0; layer < values.size(); ++layer) {
        curve.steps.push_back(static_cast<double>(layer));
    }
    return curve;
}

QString curveTitle(const QString& name)
{
    static const std::array<std::pair<const char*, const char*>, 7> kTitles{
        {{"loss", QT_TRANSLATE_NOOP("Curves", "task")},
         {"penalty", QT_TRANSLATE_NOOP("Curves", "MSE penalty")},
         {"unedited_loss", QT_TRANSLATE_NOOP("Curves", "before edit")},
         {"layer_loss", QT_TRANSLATE_NOOP("Curves", "layer")},
         {"validation_loss", QT_TRANSLATE_NOOP("Curves", "validation")},
         {"learning_rate", QT_TRANSLATE_NOOP("Curves", "learning rate")},
         {"gradient_norm", QT_TRANSLATE_NOOP("Curves", "gradient norm")}}};
    for (const auto& [word, title] : kTitles) {
        if (name == QLatin1String(word)) {
            return CurveDataTexts::tr(title);
        }
    }
    return QString(name).replace(u'_', u' ');
}

CurveStyle curveStyle(std::size_t index)
{
    using Mark = CurveStyle::Mark;
    static constexpr std::array<CurveStyle, 4> kStyles{{{0xff009e73, false, Mark::Circle},
                                                        {0xffb37400, true, Mark::Square},
                                                        {0xff8e62b8, false, Mark::Triangle},
                                                        {0xff7a7a7a, true, Mark::Diamond}}};
    CurveStyle style = kStyles[index % kStyles.size()];
    style.isDashed = style.isDashed != (index / kStyles.size() % 2 == 1); // the next four
    return style;
}

std::vector<QPointF> markOutline(CurveStyle::Mark mark, const QPointF& centre, double radius)
{
    int corners = 16;
    double turn = 0.0; // of the first corner, from straight up
    double size = radius;
    switch (mark) {
    case CurveStyle::Mark::Circle:
        break;
    case CurveStyle::Mark::Square:
        corners = 4;
        turn = M_PI / 4.0;
        size = radius * 1.25;
        break;
    case CurveStyle::Mark::Triangle:
        corners = 3;
        size = radius * 1.35;
        break;
    case CurveStyle::Mark::Diamond:
        corners = 4;
        size = radius * 1.3;
        break;
    }
    std::vector<QPointF> outline;
    for (int corner = 0; corner < corners; ++corner) {
        const double angle = turn + 2.0 * M_PI * corner / corners;
        outline.push_back(centre + QPointF(size * std::sin(angle), -size * std::cos(angle)));
    }
    return outline;
}

ColorRange curveRange(const CurveData& data)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const Curve& curve : data.curves) {
        for (const double value : curve.values) {
            if (std::isfinite(value)) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
    }
    if (low > high) {
        return {0.0, 1.0};
    }
    if (low == high) {
        const double around = low == 0.0 ? 1.0 : std::abs(low) * 0.1;
        return {low - around, high + around};
    }
    const std::vector<double> ticks = valueTicks({low, high}, kCurveDataMostTicks);
    const double step = ticks.size() > 1 ? (ticks[1] - ticks[0]) / 2.0 : (high - low) / 2.0;
    return {std::floor(low / step) * step, std::ceil(high / step) * step};
}

ColorRange stepRange(const CurveData& data)
{
    double last = std::max(1.0, data.lastStep);
    for (const Curve& curve : data.curves) {
        last = std::max(last, curve.steps.empty() ? 0.0 : curve.steps.back());
    }
    return {0.0, last};
}

std::vector<double> stepTicks(const CurveData& data, int most)
{
    std::vector<double> ticks = valueTicks(stepRange(data), std::max(most, 2));
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                               [](double tick) { return tick != std::round(tick); }),
                ticks.end());
    return ticks;
}

QString curveNumber(double value)
{
    const double size = std::abs(value);
    if (size == 0.0 || std::isnan(value)) {
        return numberText(value, 0);
    }
    if (size < 1e-3 || size >= 1e6) {
        const int power = static_cast<int>(std::floor(std::log10(size)));
        return QStringLiteral("%1e%2%3")
            .arg(numberText(value / std::pow(10.0, power), 1),
                 power < 0 ? QStringLiteral("−") : QString())
            .arg(std::abs(power));
    }
    const int whole = std::max(1, static_cast<int>(std::floor(std::log10(size))) + 1);
    return numberText(value, std::clamp(4 - whole, size < 0.1 ? 4 : 0, 4));
}

QPointF CurveGeometry::place(double step, double value) const
{
    const double across = (step - steps.low) / (steps.high - steps.low);
    const double up = (value - values.low) / (values.high - values.low);
    return {area.left() + across * area.width(), area.bottom() - up * area.height()};
}

double CurveGeometry::stepAt(double x) const
{
    return steps.low + (x - area.left()) / area.width() * (steps.high - steps.low);
}

std::optional<double> nearestStep(const CurveData& data, double step)
{
    std::optional<double> nearest;
    for (const double each : allSteps(data)) {
        if (!nearest || std::abs(each - step) < std::abs(*nearest - step)) {
            nearest = each;
        }
    }
    return nearest;
}

double neighbourStep(const CurveData& data, double step, int direction)
{
    const std::set<double> steps = allSteps(data);
    if (direction > 0) {
        const auto after = steps.upper_bound(step);
        return after != steps.end() ? *after : step;
    }
    const auto at = steps.lower_bound(step);
    return at != steps.begin() ? *std::prev(at) : step;
}

QString curvesText(const CurveData& data, double step)
{
    QString text = QStringLiteral("%1 %2").arg(data.stepTitle).arg(static_cast<qint64>(step));
    for (const Curve& curve : data.curves) {
        if (const std::optional<double> value = valueAt(curve, step)) {
            text += QStringLiteral("  %1 %2").arg(curve.title, curveNumber(*value));
        }
    }
    return text;
}

QString curvesFinding(const CurveData& data)
{
    QStringList parts;
    for (const Curve& curve : data.curves) {
        if (curve.values.empty()) {
            continue;
        }
        const auto lowest = std::min_element(curve.values.begin(), curve.values.end());
        const auto at = static_cast<std::size_t>(lowest - curve.values.begin());
        const auto stepText = [&data](double step) {
            return QStringLiteral("%1 %2").arg(data.stepTitle).arg(static_cast<qint64>(step));
        };
        parts << (curve.values.size() == 1
                      ? CurveDataTexts::tr("%1 %2 at %3")
                            .arg(curve.title, curveNumber(curve.values.front()),
                                 stepText(curve.steps.front()))
                      : CurveDataTexts::tr("%1 %2 at %3, %4 at %5, lowest %6 at %7")
                            .arg(curve.title, curveNumber(curve.values.front()),
                                 stepText(curve.steps.front()), curveNumber(curve.values.back()),
                                 stepText(curve.steps.back()), curveNumber(*lowest),
                                 stepText(curve.steps[at])));
    }
    return parts.isEmpty() ? CurveDataTexts::tr("no value yet") : parts.join(QStringLiteral("; "));
}

std::string curvesCsv(const CurveData& data)
{
    std::string text = data.stepTitle.toStdString();
    for (const Curve& curve : data.curves) {
        text += ',' + curve.name.toStdString();
    }
    text += '\n';
    for (const double step : allSteps(data)) {
        text += fileNumber(step);
        for (const Curve& curve : data.curves) {
            const std::optional<double> value = valueAt(curve, step);
            text += ',' + (value ? fileNumber(*value) : std::string());
        }
        text += '\n';
    }
    return text;
}

} // namespace neurograft
