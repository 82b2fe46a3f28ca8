// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/sweep_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/run_provenance.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kSweepFigureSeparator = QStringLiteral(" | ");

/// "mean ± sample sd over 3 seeds"; "one run per point" without an axis `seed`.
QString spreadText(const GatheredSweep& sweep)
{
    if (!sweep.hasSeeds() || sweep.seeds.empty()) {
        return QStringLiteral("one run per point");
    }
    const auto [least, most] = std::minmax_element(sweep.seeds.begin(), sweep.seeds.end());
    const QString count = *least == *most ? QString::number(*most)
                                          : QStringLiteral("%1 to %2").arg(*least).arg(*most);
    return *most > 1 ? QStringLiteral("mean ± sample sd over %1 seeds").arg(count)
                     : QStringLiteral("one seed per point");
}

QString footerOf(const GatheredSweep& sweep, const SweepLayout& layout)
{
    QStringList parts{QString::fromStdString(layout.metric), spreadText(sweep)};
    for (const std::size_t axis : layout.fixed) {
        parts << sweepValueTitle(sweep.axes[axis], 0);
    }
    for (const PublishedNumber& number : sweep.published) {
        if (number.metric == layout.metric) {
            parts << QStringLiteral("published: ") + QString::fromStdString(number.source);
        }
    }
    parts << unfinishedCells(sweep);
    parts.removeAll(QString());
    parts.removeDuplicates();
    return parts.join(kSweepFigureSeparator);
}

} // namespace

FigureScene SweepFigure::draw(const FigureSpec& spec) const
{
    return curveScene(*this, grid, spec);
}

FigureRecipe SweepFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.sweep = selection;
    return recipe;
}

QString SweepFigure::subject() const
{
    const QString series =
        selection.series.isEmpty() ? QString() : QStringLiteral(" and %1").arg(selection.series);
    return QStringLiteral("%1 by %2%3").arg(selection.metrics.front(), selection.x, series);
}

QStringList SweepFigure::panelNames() const
{
    QStringList names;
    for (const CurvePanel& panel : grid.panels) {
        names << panel.name;
    }
    return names;
}

QString SweepFigure::baseName() const
{
    return fileStem({kind(), selection.metrics.front(), selection.x});
}

void requireSweepAlone(const HeatmapSelection& selection)
{
    if (!selection.modules.isEmpty()) {
        throw UsageError("--modules", "nothing: a sweep is of whole runs",
                         selection.modules.join(u',').toStdString());
    }
    if (!selection.measure.isEmpty()) {
        throw UsageError("--measure", "nothing: numbers of a sweep are chosen by --metric",
                         "'" + selection.measure.toStdString() + "'");
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: a sweep has no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
}

QString unfinishedCells(const GatheredSweep& sweep)
{
    const auto done = std::count(sweep.finished.begin(), sweep.finished.end(), std::uint8_t{1});
    const auto all = static_cast<std::ptrdiff_t>(sweep.finished.size());
    return done == all ? QString() : QStringLiteral("partial: %1 of %2 cells").arg(done).arg(all);
}

SweepFigure sweepFigureFromResult(const ResultFile& result, const std::string& fileName,
                                  const HeatmapSelection& selection, const SweepSelection& wanted)
{
    requireSweepAlone(selection);
    const GatheredSweep sweep = gatheredSweep(result, fileName);
    const SweepLayout layout = sweepLayout(sweep, wanted, fileName);
    SweepFigure figure;
    figure.selection.metrics = QStringList{QString::fromStdString(layout.metric)};
    figure.selection.x = QString::fromStdString(sweep.axes[layout.x].name);
    if (layout.series) {
        figure.selection.series = QString::fromStdString(sweep.axes[*layout.series].name);
    }
    figure.grid = sweepGrid(sweep, layout);
    figure.numbers = sweepCsv(sweep, layout);
    figure.footer = footerOf(sweep, layout);
    for (const std::string& path :
         {std::string("sweep/summary"), std::string("sweep/seeds"), "sweep/mean/" + layout.metric,
          "sweep/sd/" + layout.metric, std::string("sweep/published")}) {
        if (const Table* table = result.find(path)) {
            figure.sources.push_back(*table);
        }
    }
    figure.manifest = runProvenance(result.manifest, fileName, {});
    return figure;
}

} // namespace neurograft
