// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/heatmap_legend.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/number_text.h"

#include <algorithm>

namespace neurograft {

namespace {

using LegendField = HeatmapLegendItem::Field;
using LegendMetrics = FigureMetrics;

/// Undefined cells panel by panel, or all together where that is too long for a line.
void addUndefined(const HeatmapFigure& figure, const FigureSpec& spec, double roomMm,
                  HeatmapLegend& legend)
{
    QStringList counts;
    std::int64_t all = 0;
    for (const HeatmapData& panel : figure.panels) {
        const std::int64_t undefined = heatmapStatistics(panel, true).undefined;
        all += undefined;
        if (undefined > 0) {
            counts << (figure.panels.size() > 1 ? panel.module + u' ' : QString())
                    + countText(undefined);
        }
    }
    if (all == 0) {
        return;
    }
    const auto item = [](const QString& text) {
        return HeatmapLegendItem{LegendField::Undefined, QStringLiteral("undefined (%1)").arg(text),
                                 0};
    };
    const HeatmapLegendItem each = item(counts.join(QStringLiteral(", ")));
    legend.items.push_back(legendItemMm(each, spec) <= roomMm ? each : item(countText(all)));
}

void breakLines(const FigureSpec& spec, double roomMm, HeatmapLegend& legend)
{
    double used = 0.0;
    int row = 0;
    for (HeatmapLegendItem& item : legend.items) {
        const double width = legendItemMm(item, spec);
        if (used > 0.0 && used + width - LegendMetrics::kLegendGap > roomMm) {
            used = 0.0;
            ++row;
        }
        item.row = row;
        used += width;
        legend.widthMm = std::max(legend.widthMm, used);
    }
}

} // namespace

HeatmapLegend heatmapLegend(const HeatmapFigure& figure, const FigureSpec& spec,
                            const QString& scaleTitle, double roomMm)
{
    HeatmapLegend legend;
    addUndefined(figure, spec, roomMm, legend);
    const auto has = [&figure](auto isThere) {
        return std::any_of(figure.panels.begin(), figure.panels.end(), isThere);
    };
    if (has([](const HeatmapData& panel) { return heatmapStatistics(panel, true).pending > 0; })) {
        legend.items.push_back({LegendField::Pending, QStringLiteral("not computed"), 0});
    }
    if (spec.showChance && has(hasChance)) {
        legend.items.push_back({LegendField::Chance, QStringLiteral("above chance"), 0});
    }
    if (!figure.pairs.empty()) {
        legend.items.push_back({LegendField::Pairs,
                                figure.pairsName.isEmpty()
                                    ? QStringLiteral("layer pairs")
                                    : QStringLiteral("pairs of ") + figure.pairsName,
                                0});
    }
    if (!spec.isLocked && figure.panels.size() > 1) {
        legend.items.push_back(
            {LegendField::None, QStringLiteral("%1 scales").arg(figure.panels.size()), 0});
    }
    if (!scaleTitle.isEmpty()) {
        legend.items.push_back({LegendField::None, QStringLiteral("colours: ") + scaleTitle, 0});
    }
    breakLines(spec, roomMm, legend);
    return legend;
}

QSizeF legendFieldMm(const FigureSpec& spec)
{
    const double cap = capHeightMm(spec.font, spec.tickPt);
    return {cap * 1.7, cap * 1.1};
}

double legendItemMm(const HeatmapLegendItem& item, const FigureSpec& spec)
{
    const double field = item.field == LegendField::None
        ? 0.0
        : legendFieldMm(spec).width() + LegendMetrics::kLegendTextGap;
    return field + textWidthMm(spec.font, false, spec.tickPt, item.text)
        + LegendMetrics::kLegendGap;
}

} // namespace neurograft
