// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/layer_bars_data.h"

#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/neuron_map_image.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

struct LayerBarsDataTexts {
    Q_DECLARE_TR_FUNCTIONS(LayerBarsPlot)
};

constexpr double kBarShare = 0.36; ///< of a layer; the rest parts the layers

/// Bitwise the same, so that NaN equals NaN.
bool areSameBars(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
    });
}

/// Other scores have a name, no unit that fits behind a number.
bool isLogIncrease(const LayerBarsData& data)
{
    return data.unit == QLatin1String("log p");
}

/// "highest FFN +0.62 at L4".
QString highestText(const LayerBarsData& data, const std::vector<double>& values, LayerBar bar)
{
    int highest = -1;
    for (int layer = 0; layer < static_cast<int>(values.size()); ++layer) {
        const double value = values[static_cast<std::size_t>(layer)];
        if (!std::isnan(value)
            && (highest < 0 || value > values[static_cast<std::size_t>(highest)])) {
            highest = layer;
        }
    }
    return highest < 0
        ? LayerBarsDataTexts::tr("no %1").arg(layerBarTitle(data, bar))
        : LayerBarsDataTexts::tr("%1 %2 at L%3")
              .arg(layerBarTitle(data, bar),
                   layerBarValueText(data, values[static_cast<std::size_t>(highest)]))
              .arg(highest);
}

QString barsTitle(const QString& role)
{
    return role == QLatin1String("teacher") ? LayerBarsDataTexts::tr("teacher")
        : role == QLatin1String("student")  ? LayerBarsDataTexts::tr("student")
                                            : LayerBarsDataTexts::tr("model");
}

} // namespace

double LayerBarsModel::value(int layer, LayerBar bar) const
{
    const std::vector<double>& values = bar == LayerBar::Ffn ? ffn : attention;
    return layer >= 0 && layer < static_cast<int>(values.size())
        ? values[static_cast<std::size_t>(layer)]
        : std::nan("");
}

bool LayerBarsModel::operator==(const LayerBarsModel& other) const
{
    return role == other.role && name == other.name && areSameBars(ffn, other.ffn)
        && areSameBars(attention, other.attention) && best == other.best;
}

ColorRange layerBarsRange(const LayerBarsData& data)
{
    double low = 0.0;
    double high = 0.0;
    for (const LayerBarsModel& model : data.models) {
        for (const std::vector<double>* values : {&model.ffn, &model.attention}) {
            for (const double value : *values) {
                if (std::isfinite(value)) {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
            }
        }
    }
    const ColorRange range{low < 0.0 ? -twoDigitsUp(-low) : 0.0, twoDigitsUp(high)};
    return range.low < range.high ? range : ColorRange{0.0, 1.0};
}

std::vector<double> layerBarsTicks(const LayerBarsData& data, int most)
{
    std::vector<double> ticks = valueTicks(layerBarsRange(data), most);
    if (data.measure == BarMeasure::Best) {
        ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                                   [](double tick) { return tick != std::round(tick); }),
                    ticks.end());
    }
    return ticks;
}

QString layerBarTitle(const LayerBarsData& data, LayerBar bar)
{
    if (data.measure == BarMeasure::Sensitivity) {
        return bar == LayerBar::Ffn ? LayerBarsDataTexts::tr("layer kept")
                                    : LayerBarsDataTexts::tr("not kept");
    }
    return bar == LayerBar::Ffn ? LayerBarsDataTexts::tr("FFN")
                                : LayerBarsDataTexts::tr("attention");
}

QString layerBarsAxisTitle(const LayerBarsData& data)
{
    switch (data.measure) {
    case BarMeasure::Best:
        return LayerBarsDataTexts::tr("neurons among the best");
    case BarMeasure::Sensitivity:
        return LayerBarsDataTexts::tr("sum of |θ × gradient|");
    case BarMeasure::Increase:
        break;
    }
    return isLogIncrease(data) ? LayerBarsDataTexts::tr("%1 increase").arg(data.unit) : data.unit;
}

QString layerBarsModelTitle(const LayerBarsData& data, const LayerBarsModel& model)
{
    const QString name = model.name.isEmpty() ? model.role : model.name;
    return data.measure == BarMeasure::Best
        ? LayerBarsDataTexts::tr("%1  best %2").arg(name, countText(model.best))
        : name;
}

QString layerBarValueText(const LayerBarsData& data, double value)
{
    switch (data.measure) {
    case BarMeasure::Best:
        return countText(static_cast<std::int64_t>(value));
    case BarMeasure::Sensitivity:
        return scoreText(value, false);
    case BarMeasure::Increase:
        break;
    }
    return scoreText(value, true);
}

QString layerBarsText(const LayerBarsData& data, const LayerBarPlace& place)
{
    const LayerBarsModel& model = data.models[static_cast<std::size_t>(place.model)];
    QString text = model.role == QLatin1String("teacher") ? QStringLiteral("T ")
        : model.role == QLatin1String("student")          ? QStringLiteral("S ")
                                                          : QString();
    text += QStringLiteral("L%1").arg(place.layer);
    const bool hasUnit = data.measure == BarMeasure::Increase && isLogIncrease(data);
    const QString unit = hasUnit ? u' ' + data.unit : QString();
    for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
        const double value = model.value(place.layer, bar);
        if (data.isSingle() && std::isnan(value)) {
            continue; // the other one tells it
        }
        text += QStringLiteral("  ") + layerBarTitle(data, bar) + u' '
            + (std::isnan(value) ? LayerBarsDataTexts::tr("none")
                                 : layerBarValueText(data, value) + unit);
    }
    return text;
}

QString layerBarsFinding(const LayerBarsData& data)
{
    QStringList models;
    for (const LayerBarsModel& model : data.models) {
        models << LayerBarsDataTexts::tr("%1: highest %2, %3")
                      .arg(barsTitle(model.role), highestText(data, model.ffn, LayerBar::Ffn),
                           highestText(data, model.attention, LayerBar::Attention));
    }
    return models.isEmpty() ? LayerBarsDataTexts::tr("no data yet")
                            : models.join(QStringLiteral("; "));
}

std::string layerBarsCsv(const LayerBarsData& data)
{
    std::string csv =
        data.isSingle() ? "model,layer,sensitivity,kept\n" : "model,layer,ffn,attention\n";
    for (const LayerBarsModel& model : data.models) {
        for (int layer = 0; layer < model.layers(); ++layer) {
            const double first = model.value(layer, LayerBar::Ffn);
            const double second = model.value(layer, LayerBar::Attention);
            csv += model.role.toStdString() + ',' + std::to_string(layer) + ',';
            csv += data.isSingle()
                ? fileNumber(std::isnan(first) ? second : first) + (std::isnan(first) ? ",0" : ",1")
                : fileNumber(first) + ',' + fileNumber(second);
            csv += '\n';
        }
    }
    return csv;
}

QRgb layerBarColor(LayerBar bar, QRgb ink, QRgb background)
{
    const double share = bar == LayerBar::Ffn ? 0.75 : 0.25;
    const auto mix = [share](int own, int other) {
        return static_cast<int>(std::lround(own * share + other * (1.0 - share)));
    };
    return qRgb(mix(qRed(ink), qRed(background)), mix(qGreen(ink), qGreen(background)),
                mix(qBlue(ink), qBlue(background)));
}

double LayerBarsGeometry::step() const
{
    const double length = isUpright ? area.width() : area.height();
    return layers > 0 ? length / layers : 0.0;
}

double LayerBarsGeometry::valuePlace(double value) const
{
    const double share = (value - range.low) / (range.high - range.low);
    return isUpright ? area.bottom() - share * area.height() : area.left() + share * area.width();
}

double LayerBarsGeometry::layerPlace(int layer) const
{
    const double along = (layer + 0.5) * step();
    return isUpright ? area.left() + along : area.bottom() - along;
}

QRectF LayerBarsGeometry::barRect(int layer, LayerBar bar, double value) const
{
    if (!std::isfinite(value)) {
        return {};
    }
    const double thickness = step() * kBarShare * (isSingle ? 2.0 : 1.0);
    // The first bar lies above the middle of its layer, upright: left of it.
    const double before = isSingle ? thickness / 2.0 : bar == LayerBar::Ffn ? thickness : 0.0;
    const double first = layerPlace(layer) - before;
    const double zero = valuePlace(0.0);
    const double end = valuePlace(value);
    return isUpright ? QRectF(first, std::min(zero, end), thickness, std::abs(end - zero))
                     : QRectF(std::min(zero, end), first, std::abs(end - zero), thickness);
}

QRectF LayerBarsGeometry::bandOf(int layer) const
{
    const double middle = layerPlace(layer);
    return isUpright ? QRectF(middle - step() / 2.0, area.top(), step(), area.height())
                     : QRectF(area.left(), middle - step() / 2.0, area.width(), step());
}

int LayerBarsGeometry::layerAt(const QPointF& position) const
{
    if (!area.contains(position) || step() <= 0.0) {
        return -1;
    }
    const double along = isUpright ? position.x() - area.left() : area.bottom() - position.y();
    return std::clamp(static_cast<int>(along / step()), 0, layers - 1);
}

} // namespace neurograft
