// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/parallel_figure.h"

#include "core/run/error.h"
#include "core/store/table_text.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/figures/sweep_figure.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr int kParallelTicks = 5;
constexpr int kParallelMetrics = 3; ///< drawn when none is named: more leave a column no room

double shareOf(double value, const ColorRange& range)
{
    return (value - range.low) / (range.high - range.low);
}

/// Values of an axis of the sweep: numbers at their size, words one above the other.
ParallelAxis parallelAxis(const GatheredSweep& sweep, std::size_t index)
{
    const GatheredAxis& axis = sweep.axes[index];
    ParallelAxis made;
    made.title = QString::fromStdString(axis.name);
    std::vector<double> at = sweepNumbers(axis).value_or(std::vector<double>());
    const bool isOfNumbers = !at.empty();
    if (isOfNumbers && isLogarithmicAxis(at)) {
        std::transform(at.begin(), at.end(), at.begin(), [](double x) { return std::log10(x); });
    }
    for (std::size_t i = at.size(); i < axis.labels.size(); ++i) {
        at.push_back(static_cast<double>(i));
    }
    const auto [least, most] = std::minmax_element(at.begin(), at.end());
    const ColorRange range =
        *least < *most ? ColorRange{*least, *most} : ColorRange{*least - 0.5, *least + 0.5};
    for (std::size_t i = 0; i < at.size(); ++i) {
        made.ticks.push_back({shareOf(at[i], range), QString::fromStdString(axis.labels[i])});
    }
    std::stable_sort(made.ticks.begin(), made.ticks.end(),
                     [](const CurveTick& a, const CurveTick& b) { return a.at < b.at; });
    for (const std::vector<std::size_t>& cell : sweep.cells) {
        made.places.push_back(shareOf(at[cell[index]], range));
    }
    return made;
}

/// Scores from 0 to 1; others from what the cells have.
ColorRange metricRange(const std::string& metric, const std::vector<double>& values)
{
    CurveData data;
    data.curves.push_back({{}, {}, {}, values});
    return wholeRange(metric).value_or(curveRange(data));
}

ParallelAxis metricAxis(const GatheredSweep& sweep, const std::string& metric)
{
    const std::vector<double>& values = sweep.values.at(metric);
    const ColorRange range = metricRange(metric, values);
    ParallelAxis made;
    made.title = QString::fromStdString(metric);
    made.isMetric = true;
    for (const CurveTick& tick : plainCurveTicks(range, kParallelTicks)) {
        made.ticks.push_back({shareOf(tick.at, range), tick.text});
    }
    for (const double value : values) {
        made.places.push_back(shareOf(value, range));
    }
    return made;
}

/// The range of a colour bar is that of its cells: lines on the whole axis from 0 to 1 would all
/// have one colour.
ColorRange spreadRange(const std::vector<double>& values)
{
    CurveData data;
    data.curves.push_back({{}, {}, {}, values});
    return curveRange(data);
}

std::string parallelCsv(const GatheredSweep& sweep, const QStringList& metrics)
{
    std::string csv;
    for (const GatheredAxis& axis : sweep.axes) {
        csv += csvField(axis.name) + ',';
    }
    for (const QString& metric : metrics) {
        csv += csvField(metric.toStdString()) + ',';
    }
    csv.back() = '\n';
    for (std::size_t cell = 0; cell < sweep.cells.size(); ++cell) {
        for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
            csv += csvField(sweep.axes[axis].labels[sweep.cells[cell][axis]]) + ',';
        }
        for (const QString& metric : metrics) {
            const double value = sweep.values.at(metric.toStdString())[cell];
            csv += (std::isnan(value) ? std::string() : fileNumber(value)) + ',';
        }
        csv.back() = '\n';
    }
    return csv;
}

void addSource(const ResultFile& result, const std::string& path, std::vector<Table>& sources)
{
    if (const Table* table = result.find(path)) {
        sources.push_back(*table);
    }
}

QString footerOf(const GatheredSweep& sweep, const ParallelFigure& figure)
{
    const auto undefined = std::count_if(figure.colors.begin(), figure.colors.end(),
                                         [](double value) { return std::isnan(value); });
    QStringList parts{QStringLiteral("a line per cell, %1 cells").arg(sweep.cells.size()),
                      QStringLiteral("coloured by %1").arg(figure.selection.metrics.front()),
                      undefined > 0 ? QStringLiteral("%1 without it: grey, dashed").arg(undefined)
                                    : QString(),
                      unfinishedCells(sweep)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" | "));
}

} // namespace

FigureScene ParallelFigure::draw(const FigureSpec& spec) const
{
    return parallelScene(*this, spec);
}

FigureRecipe ParallelFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.sweep = selection;
    return recipe;
}

nlohmann::json ParallelFigure::provenance(const FigureSpec& spec) const
{
    nlohmann::json json = StoredFigure::provenance(spec);
    json["color_range"] = {range.low, range.high};
    return json;
}

QString ParallelFigure::subject() const
{
    return QStringLiteral("Cells of a sweep by %1")
        .arg(selection.metrics.join(QStringLiteral(", ")));
}

QString ParallelFigure::baseName() const
{
    return fileStem({kind(), selection.metrics.front()});
}

ParallelFigure parallelFigureFromResult(const ResultFile& result, const std::string& fileName,
                                        const HeatmapSelection& selection,
                                        const SweepSelection& wanted)
{
    requireSweepAlone(selection);
    const GatheredSweep sweep = gatheredSweep(result, fileName);
    ParallelFigure figure;
    figure.selection.metrics =
        wanted.metrics.isEmpty() ? mainMetrics(sweep).mid(0, kParallelMetrics) : wanted.metrics;
    if (figure.selection.metrics.isEmpty() || sweep.cells.empty()) {
        throw StudyError(fileName, "a sweep with numbers", "none");
    }
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis) {
        figure.axes.push_back(parallelAxis(sweep, axis));
        addSource(result, "sweep/axis/" + sweep.axes[axis].name, figure.sources);
    }
    for (const QString& metric : figure.selection.metrics) {
        requireMetric(sweep, metric, fileName);
        figure.axes.push_back(metricAxis(sweep, metric.toStdString()));
        addSource(result, "sweep/metric/" + metric.toStdString(), figure.sources);
    }
    const std::string color = figure.selection.metrics.front().toStdString();
    figure.colors = sweep.values.at(color);
    figure.range = spreadRange(figure.colors);
    figure.colorTitle = sweepMetricTitle(color);
    figure.numbers = parallelCsv(sweep, figure.selection.metrics);
    figure.footer = footerOf(sweep, figure);
    figure.manifest = runProvenance(result.manifest, fileName, {});
    return figure;
}

} // namespace neurograft
