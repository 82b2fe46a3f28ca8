// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/parameter_figure.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/module_order.h"
#include "widgets/figures/run_provenance.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

void requireOnlyModules(const HeatmapSelection& selection)
{
    if (!selection.views.empty()) {
        throw UsageError("/selection/views", "nothing: curves show all layers",
                         selection.views.begin()->first.toStdString());
    }
    if (selection.mask != QLatin1String("none")) {
        throw UsageError("--mask", "none: curves have no layer pairs to mask",
                         "'" + selection.mask.toStdString() + "'");
    }
}

} // namespace

FigureScene ParameterFigure::draw(const FigureSpec& spec) const
{
    return curveScene(*this, grid, spec);
}

FigureRecipe ParameterFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = figureKind;
    recipe.spec = spec;
    recipe.selection = selection;
    return recipe;
}

QStringList ParameterFigure::panelNames() const
{
    QStringList names;
    for (const CurvePanel& panel : grid.panels) {
        names << panel.name;
    }
    return names;
}

QString ParameterFigure::baseName() const
{
    return fileStem({figureKind, selection.measure, modelName});
}

ParameterFigure parameterFigureBase(const ResultFile& result, const std::string& fileName,
                                    const HeatmapSelection& selection)
{
    requireOnlyModules(selection);
    const RunManifest& run = result.manifest;
    ParameterFigure figure;
    figure.modelName = QString::fromStdString(run.student);
    QStringList footer;
    for (const auto& [role, name] :
         {std::pair("student", &run.student), std::pair("teacher", &run.teacher)}) {
        if (!name->empty()) { // a folder may be called as its role
            footer << QString::fromStdString(*name == role ? *name : role + (' ' + *name));
        }
    }
    if (run.status != "complete") {
        footer << QStringLiteral("partial");
    }
    figure.footer = footer.join(QStringLiteral(" | "));
    figure.manifest = runProvenance(run, fileName, {});
    return figure;
}

std::vector<ParameterTable> parameterTables(const ResultFile& result, const QString& folder)
{
    std::vector<ParameterTable> tables;
    for (const Table& table : result.tables) {
        const QStringList parts = QString::fromStdString(table.path).split(u'/');
        if (parts.size() != 4 || parts[0] != folder) {
            continue; // spectra/distance/<module> is a map
        }
        const auto* values = std::get_if<std::vector<double>>(&table.values);
        const bool isFine = values != nullptr && !table.shape.empty() && table.shape.size() <= 2
            && table.shape[0] > 0 && table.size() == static_cast<std::int64_t>(values->size());
        if (!isFine) {
            throw FormatError(table.path, "numbers [layer] or [layer, index]",
                              std::to_string(table.shape.size()) + " axes");
        }
        tables.push_back({parts[0] + u'/' + parts[1], parts[2], parts[3], &table});
    }
    return tables;
}

QStringList drawnModules(const std::vector<ParameterTable>& tables, const QStringList& wanted)
{
    QStringList held;
    for (const ParameterTable& table : tables) {
        if (!held.contains(table.module)) {
            held << table.module;
        }
    }
    std::sort(held.begin(), held.end(), isModuleBefore);
    for (const QString& module : wanted) {
        if (!held.contains(module)) {
            throw StudyError("--modules", "some of " + held.join(u',').toStdString(),
                             module.toStdString());
        }
    }
    return wanted.isEmpty() ? held : wanted;
}

} // namespace neurograft
