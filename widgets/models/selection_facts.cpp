// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_facts.h"

#include "core/study/layer_mask.h"
#include "widgets/plots/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

struct SelectionFactsTexts {
    Q_DECLARE_TR_FUNCTIONS(SelectionFacts)
};

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double valueOf(const HeatmapData& data, const HeatmapCell& cell)
{
    return data.isValidCell(cell) && data.isVisible(cell) && data.isDefined(cell) ? data.value(cell)
                                                                                  : kNan;
}

/// The row of a student layer over teacher layers, or the column of a teacher layer.
std::vector<double> layerValues(const HeatmapData& data, Role role, int layer)
{
    std::vector<double> values;
    const int count = role == Role::Student ? data.teachers : data.students;
    for (int other = 0; other < count; ++other) {
        values.push_back(valueOf(
            data, role == Role::Student ? HeatmapCell{layer, other} : HeatmapCell{other, layer}));
    }
    return values;
}

/// "3/40": place of @p value among the defined ones, highest first.
QString rankText(double value, const std::vector<double>& among)
{
    const auto higher =
        std::count_if(among.begin(), among.end(), [value](double other) { return other > value; });
    const auto defined =
        std::count_if(among.begin(), among.end(), [](double other) { return !std::isnan(other); });
    return QStringLiteral("%1/%2").arg(higher + 1).arg(defined);
}

SetSummary summaryOf(const std::vector<double>& values)
{
    const GridStatistics grid = gridStatistics(values);
    return {static_cast<int>(values.size()),
            static_cast<int>(grid.count),
            grid.mean,
            grid.deviation,
            grid.low,
            grid.high};
}

/// "9 cells".
QString countedKind(const SelectionItem& item, int count)
{
    if (std::holds_alternative<CellItem>(item)) {
        return SelectionFactsTexts::tr("%1 cells").arg(count);
    }
    if (std::holds_alternative<LayerItem>(item)) {
        return SelectionFactsTexts::tr("%1 layers").arg(count);
    }
    if (std::holds_alternative<NeuronItem>(item)) {
        return SelectionFactsTexts::tr("%1 neurons").arg(count);
    }
    return std::holds_alternative<RowItem>(item)
        ? SelectionFactsTexts::tr("%1 rows of data").arg(count)
        : SelectionFactsTexts::tr("%1 points").arg(count);
}

void addCellFacts(ItemFacts& facts, const HeatmapData& data, const HeatmapCell& cell)
{
    const double value = valueOf(data, cell);
    facts.curve = layerValues(data, Role::Student, cell.student);
    facts.curveAt = cell.teacher;
    if (!data.isVisible(cell)) {
        facts.remark = SelectionFactsTexts::tr("The mask hides this cell.");
    } else if (const std::uint8_t reason = data.reason(cell)) {
        facts.remark = data.reasonText(reason);
        facts.isPending = reason == kNotComputed;
    } else {
        if (data.difference) {
            facts.facts.push_back({QStringLiteral("A − B"), signedNumberText(value, 3)});
            facts.facts.push_back(
                {data.difference->nameA, numberText(data.difference->a[data.offset(cell)], 3)});
            facts.facts.push_back(
                {data.difference->nameB, numberText(data.difference->b[data.offset(cell)], 3)});
        } else {
            facts.facts.push_back({shortMeasureTitle(data.measure), numberText(value, 3)});
        }
        for (const QString& text : intervalTexts(data, cell)) {
            facts.facts.push_back(
                text.startsWith(QLatin1String("95"))
                    ? Fact{SelectionFactsTexts::tr("95 % interval"), text.mid(5)}
                    : Fact{SelectionFactsTexts::tr("shuffled"), text.section(u' ', 1)});
        }
        facts.facts.push_back(
            {SelectionFactsTexts::tr("rank in row"), rankText(value, facts.curve)});
        facts.facts.push_back({SelectionFactsTexts::tr("rank in column"),
                               rankText(value, layerValues(data, Role::Teacher, cell.teacher))});
    }
    if (data.n > 0) {
        facts.facts.push_back({SelectionFactsTexts::tr("samples"), countText(data.n)});
    }
    if (!data.estimator.isEmpty()) {
        facts.facts.push_back({SelectionFactsTexts::tr("estimator"), data.estimator});
    }
    if (!data.unit.isEmpty()) {
        facts.facts.push_back({SelectionFactsTexts::tr("sample unit"), unitTitle(data.unit)});
    }
}

/// "mean 0.412, best T L3 0.530" of a layer's row or column.
QString layerText(const HeatmapData& data, Role role, int layer)
{
    const std::vector<double> values = layerValues(data, role, layer);
    const GridStatistics grid = gridStatistics(values);
    if (grid.count == 0) {
        return SelectionFactsTexts::tr("no value");
    }
    const QString other = role == Role::Student ? QStringLiteral("T") : QStringLiteral("S");
    return SelectionFactsTexts::tr("mean %1, best %2 L%3 %4")
        .arg(numberText(grid.mean, 3), other)
        .arg(grid.highestAt)
        .arg(numberText(grid.high, 3));
}

void addLayerFacts(ItemFacts& facts, const HeatmapFigure& figure, Role role, int layer)
{
    for (const HeatmapData& data : figure.panels) {
        const int count = role == Role::Student ? data.students : data.teachers;
        if (layer < count) {
            facts.facts.push_back({data.module, layerText(data, role, layer)});
        }
    }
    if (facts.facts.empty() && !figure.panels.empty()) {
        facts.remark = SelectionFactsTexts::tr("The maps have no such layer.");
    }
}

} // namespace

double shownValue(const HeatmapFigure& figure, const CellItem& cell)
{
    const HeatmapData* panel = findPanel(figure, cell.module);
    return panel != nullptr ? valueOf(*panel, {cell.student, cell.teacher}) : kNan;
}

ItemFacts factsOf(const SelectionItem& item, const HeatmapFigure& figure)
{
    ItemFacts facts;
    facts.title = goToText(item);
    if (const auto* cell = std::get_if<CellItem>(&item)) {
        const HeatmapData* panel = findPanel(figure, cell->module);
        if (panel != nullptr && panel->isValidCell({cell->student, cell->teacher})) {
            addCellFacts(facts, *panel, {cell->student, cell->teacher});
        } else {
            facts.remark = SelectionFactsTexts::tr("No shown map has this cell.");
            facts.isPending = figure.panels.empty();
        }
        return facts;
    }
    for (const Role role : {Role::Student, Role::Teacher}) {
        const int layer = layerOf(item, role);
        if (layer >= 0) {
            addLayerFacts(facts, figure, role, layer);
        }
    }
    return facts;
}

SetSummary summaryOf(const std::vector<SelectionItem>& set, const HeatmapFigure& figure)
{
    std::vector<double> values;
    for (const SelectionItem& item : set) {
        if (const auto* cell = std::get_if<CellItem>(&item)) {
            values.push_back(shownValue(figure, *cell));
        }
    }
    return summaryOf(values);
}

ItemFacts factsOfSet(const std::vector<SelectionItem>& set, const QString& name,
                     const HeatmapFigure& figure)
{
    ItemFacts facts;
    const SetSummary summary = summaryOf(set, figure);
    const QString words =
        set.empty() ? QString() : countedKind(set.front(), static_cast<int>(set.size()));
    facts.title = name.isEmpty() ? SelectionFactsTexts::tr("Set of %1").arg(words)
                                 : QStringLiteral("%1: %2").arg(name, words);
    if (summary.count > 0) {
        facts.facts = {{SelectionFactsTexts::tr("cells"), countText(summary.cells)},
                       {SelectionFactsTexts::tr("mean"), numberText(summary.mean, 3)},
                       {SelectionFactsTexts::tr("sd"), numberText(summary.deviation, 3)},
                       {SelectionFactsTexts::tr("range"),
                        QStringLiteral("%1 … %2").arg(numberText(summary.low, 3),
                                                      numberText(summary.high, 3))}};
        if (summary.count < summary.cells) {
            facts.facts.push_back({SelectionFactsTexts::tr("without a value"),
                                   countText(summary.cells - summary.count)});
        }
    } else if (summary.cells > 0) {
        facts.remark = SelectionFactsTexts::tr("No cell of the set has a value.");
    }
    return facts;
}

QString summaryText(const std::vector<SelectionItem>& set, const HeatmapFigure& figure)
{
    const SetSummary summary = summaryOf(set, figure);
    if (summary.cells == 0) {
        return {};
    }
    return summary.count > 0 ? SelectionFactsTexts::tr("%1 cells, mean %2")
                                   .arg(summary.cells)
                                   .arg(numberText(summary.mean, 3))
                             : SelectionFactsTexts::tr("%1 cells, no value").arg(summary.cells);
}

} // namespace neurograft
