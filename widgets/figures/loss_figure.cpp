// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/loss_figure.h"

#include "core/run/error.h"
#include "core/study/transfer_study.h"
#include "widgets/figures/curve_grid.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/models/transfer_fields.h"
#include "widgets/models/transfer_result.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kLossFigureSeparator = QStringLiteral(" | ");

void requireCurvesAlone(const HeatmapSelection& selection)
{
    if (!selection.modules.isEmpty()) {
        throw UsageError("--modules", "nothing: curves are of the whole run",
                         selection.modules.join(u',').toStdString());
    }
    if (!selection.views.empty()) {
        throw UsageError("/selection/views", "nothing: curves show all steps",
                         selection.views.begin()->first.toStdString());
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: curves have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
}

bool hasCurve(const CurveData& chart, const QString& name)
{
    return std::any_of(chart.curves.begin(), chart.curves.end(),
                       [&name](const Curve& curve) { return curve.name == name; });
}

/// "Seeking | tiny-S | rank 8 | seed 42".
QString footerOf(const RunManifest& run, const TransferStudy& study)
{
    QStringList parts{transferMethodTitle(study.method), QString::fromStdString(run.student)};
    if (study.mode != "corrected") {
        parts << QString::fromStdString(study.mode);
    }
    parts << QStringLiteral("seed %1").arg(run.seed);
    if (run.status != "complete") {
        parts << QStringLiteral("partial");
    }
    parts.removeAll(QString());
    return parts.join(kLossFigureSeparator);
}

} // namespace

CurveGrid LossFigure::grid() const
{
    CurveGrid grid;
    grid.panels.push_back({kind(), QString(), QString(), data});
    grid.stepTitle = QStringLiteral("step");
    grid.finding = curvesFinding(data);
    return grid;
}

FigureScene LossFigure::draw(const FigureSpec& spec) const
{
    return curveScene(*this, grid(), spec);
}

FigureRecipe LossFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.selection.measure = measure;
    return recipe;
}

QString LossFigure::subject() const
{
    return measure.isEmpty()
        ? QStringLiteral("Loss of %1 by step").arg(method)
        : QStringLiteral("%1 of %2 by step").arg(data.curves.front().title, method);
}

QString LossFigure::baseName() const
{
    return fileStem({measure.isEmpty() ? kind() : measure, method, studentName});
}

LossFigure lossFigureFromResult(const ResultFile& result, const std::string& fileName,
                                const HeatmapSelection& selection)
{
    requireCurvesAlone(selection);
    const QString wanted = selection.measure.isEmpty() ? QStringLiteral("loss") : selection.measure;
    const std::vector<CurveData> charts = trainingCharts(result);
    const auto chart = std::find_if(charts.begin(), charts.end(), [&wanted](const CurveData& each) {
        return hasCurve(each, wanted);
    });
    if (chart == charts.end()) {
        throw StudyError(fileName, "the curve training/" + wanted.toStdString(),
                         heldGroups(result));
    }
    LossFigure figure;
    figure.data = *chart;
    figure.measure = hasCurve(*chart, QStringLiteral("loss")) ? QString() : wanted;
    for (const Curve& curve : chart->curves) {
        figure.sources.push_back(*result.find("training/" + curve.name.toStdString()));
    }
    const TransferStudy study = parseTransferStudy(result.manifest.study, fileName + ": study");
    figure.method = transferMethodTitle(study.method);
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.footer = footerOf(result.manifest, study);
    figure.manifest = runProvenance(result.manifest, fileName, {});
    return figure;
}

} // namespace neurograft
