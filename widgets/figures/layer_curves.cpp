// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/layer_curves.h"

#include "widgets/plots/number_text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

double layersMean(const std::vector<double>& values)
{
    double sum = 0.0;
    int count = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    return count > 0 ? sum / count : std::nan("");
}

/// Layers that have a number, the lowest first.
std::vector<std::size_t> byValue(const std::vector<double>& values)
{
    std::vector<std::size_t> layers;
    for (std::size_t layer = 0; layer < values.size(); ++layer) {
        if (!std::isnan(values[layer])) {
            layers.push_back(layer);
        }
    }
    std::stable_sort(layers.begin(), layers.end(),
                     [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return layers;
}

} // namespace

QString layerMeansNote(const CurveData& data)
{
    QStringList means;
    for (const Curve& curve : data.curves) {
        means << shortNumberText(layersMean(curve.values));
    }
    return QStringLiteral("mean ") + means.join(QStringLiteral(", "));
}

QString layerFinding(const CurvePanel& panel)
{
    QStringList parts;
    for (const Curve& curve : panel.data.curves) {
        const auto text = [&curve](std::size_t layer) {
            return QStringLiteral("%1 in layer %2")
                .arg(numberText(curve.values[layer], 3))
                .arg(layer);
        };
        const std::vector<std::size_t> layers = byValue(curve.values);
        if (layers.empty()) {
            parts << QStringLiteral("%1 undefined").arg(curve.title);
            continue;
        }
        parts << QStringLiteral("%1 mean %2, lowest %3, highest %4")
                     .arg(curve.title, numberText(layersMean(curve.values), 3),
                          text(layers.front()), text(layers.back()));
    }
    return panel.name + QStringLiteral(": ") + parts.join(QStringLiteral("; "));
}

} // namespace neurograft
