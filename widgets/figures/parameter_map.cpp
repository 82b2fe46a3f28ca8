// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/parameter_map.h"

#include "core/run/error.h"
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/module_order.h"
#include "widgets/figures/parameter_figure.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

const QString kDistanceFolder = QStringLiteral("spectra/distance/");

/// Undefined cells get the reason that their matrix is not there.
void setReasons(HeatmapData& data)
{
    data.reasons.resize(data.values.size(), 0);
    for (std::size_t i = 0; i < data.values.size(); ++i) {
        if (std::isnan(data.values[i])) {
            data.reasons[i] = static_cast<std::uint8_t>(UndefinedReason::NoSuchModule);
        }
    }
}

/// One map of an adapter's table, empty at first.
HeatmapData emptyMap(const QString& adapter, const QString& name, const QStringList& modules,
                     int layers)
{
    HeatmapData map;
    map.students = static_cast<int>(modules.size());
    map.teachers = layers;
    map.values.assign(static_cast<std::size_t>(map.students) * static_cast<std::size_t>(layers),
                      std::nan(""));
    map.rows = {QStringLiteral("module"), {}, HeatmapAxis::Mark::None, modules};
    std::reverse(map.rows.names.begin(), map.rows.names.end()); // the first on top
    map.columns = studentLayerAxis();
    map.module = adapter;
    map.measure = name;
    map.quantity = layerTableTitle(name);
    map.tablePath = QStringLiteral("parameters/%1/%2").arg(adapter, name);
    return map;
}

} // namespace

FigureScene ParameterMapFigure::draw(const FigureSpec& spec) const
{
    if (spec.isTransposed && figureKind == QLatin1String("parameters")) {
        throw UsageError("--transpose", "layers on the x axis, as charts of parameters have them",
                         "modules on the x axis");
    }
    return HeatmapFigure::draw(spec);
}

FigureRecipe ParameterMapFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = figureKind;
    recipe.spec = spec;
    recipe.selection = selection;
    return recipe;
}

std::optional<ColorMapId> ParameterMapFigure::colorMapHint() const
{
    const bool isSigned = std::any_of(panels.begin(), panels.end(), [](const HeatmapData& panel) {
        return isSignedParameterTable(panel.measure);
    });
    return isSigned ? std::optional(ColorMapId::Vik) : std::nullopt;
}

QString ParameterMapFigure::baseName() const
{
    return fileStem({figureKind, QStringLiteral("map"), selection.measure, studentName});
}

std::vector<HeatmapData> parameterMaps(const std::vector<Table>& sources,
                                       const QStringList& modules)
{
    std::vector<HeatmapData> maps;
    QStringList names;
    for (const Table& source : sources) {
        const QStringList parts = QString::fromStdString(source.path).split(u'/');
        const QString path = QStringLiteral("parameters/%1/%2").arg(parts[1], parts[3]);
        auto map = std::find_if(maps.begin(), maps.end(),
                                [&path](const HeatmapData& one) { return one.tablePath == path; });
        if (map == maps.end()) {
            maps.push_back(
                emptyMap(parts[1], parts[3], modules, static_cast<int>(source.shape[0])));
            map = maps.end() - 1;
            if (!names.contains(parts[3])) {
                names << parts[3];
            }
        }
        const int row = static_cast<int>(map->rows.names.indexOf(parts[2]));
        const auto& values = source.as<double>();
        if (row < 0 || values.size() != static_cast<std::size_t>(map->teachers)) {
            throw FormatError(source.path, std::to_string(map->teachers) + " layers",
                              std::to_string(values.size()));
        }
        std::copy(values.begin(), values.end(),
                  map->values.begin() + static_cast<std::ptrdiff_t>(map->offset({row, 0})));
    }
    for (HeatmapData& map : maps) {
        setReasons(map);
        if (names.size() > 1) { // several cosines on one scale
            map.module +=
                u' ' + QString(map.quantity).remove(QStringLiteral("LoRA ")); // pissa vs Original
            map.quantity = QStringLiteral("cosine");
        }
    }
    return maps;
}

std::vector<HeatmapData> spectrumDistances(const ResultFile& result)
{
    std::vector<HeatmapData> maps;
    for (const Table& table : result.tables) {
        const QString path = QString::fromStdString(table.path);
        if (!path.startsWith(kDistanceFolder)) {
            continue;
        }
        const auto* values = std::get_if<std::vector<double>>(&table.values);
        const bool isFine = values != nullptr && table.shape.size() == 2 && table.shape[0] > 0
            && table.shape[1] > 0 && table.size() == static_cast<std::int64_t>(values->size());
        if (!isFine) {
            throw FormatError(table.path, "numbers [student layer, teacher layer]",
                              std::to_string(table.shape.size()) + " axes");
        }
        HeatmapData map;
        map.students = static_cast<int>(table.shape[0]);
        map.teachers = static_cast<int>(table.shape[1]);
        map.values = *values;
        map.module = path.mid(kDistanceFolder.size());
        map.measure = QStringLiteral("distance");
        map.quantity = QStringLiteral("distance of spectra");
        map.tablePath = path;
        setReasons(map);
        maps.push_back(std::move(map));
    }
    std::sort(maps.begin(), maps.end(), [](const HeatmapData& a, const HeatmapData& b) {
        return isModuleBefore(a.module, b.module);
    });
    return maps;
}

ParameterMapFigure parameterMapFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection)
{
    const ParameterFigure curves = parameterFigureFromResult(result, fileName, selection);
    ParameterMapFigure figure;
    figure.figureKind = QStringLiteral("parameters");
    figure.selection = curves.selection;
    figure.selection.isMap = true;
    figure.panels = parameterMaps(curves.sources, curves.selection.modules);
    figure.studentName = curves.modelName;
    figure.footer = curves.footer;
    figure.manifest = curves.provenance({});
    figure.numbers = curves.numbers;
    figure.whatIsShown = selection.measure.isEmpty()
        ? QStringLiteral("Cosines of adapters and weights by module and layer")
        : QStringLiteral("%1 by module and layer").arg(layerTableTitle(selection.measure));
    return figure;
}

ParameterMapFigure spectrumDistanceFromResult(const ResultFile& result, const std::string& fileName,
                                              const HeatmapSelection& selection)
{
    const ParameterFigure base = parameterFigureBase(result, fileName, selection);
    if (!selection.measure.isEmpty()) {
        throw UsageError("--measure", "nothing: spectra have one distance",
                         "'" + selection.measure.toStdString() + "'");
    }
    if (selection.layer) {
        throw UsageError("--layer", "nothing: a map of distances shows all layers",
                         std::to_string(*selection.layer));
    }
    std::vector<HeatmapData> maps = spectrumDistances(result);
    if (maps.empty()) {
        throw StudyError(fileName, "distances of spectra (parameters --teacher T --spectra)",
                         "none");
    }
    ParameterMapFigure figure;
    figure.figureKind = QStringLiteral("spectrum");
    figure.selection.isMap = true;
    for (const QString& module : selection.modules) {
        const auto found = std::find_if(
            maps.begin(), maps.end(), [&](const HeatmapData& map) { return map.module == module; });
        if (found == maps.end()) {
            QStringList held;
            for (const HeatmapData& map : maps) {
                held << map.module;
            }
            throw StudyError("--modules", "some of " + held.join(u',').toStdString(),
                             module.toStdString());
        }
        figure.panels.push_back(*found);
    }
    if (selection.modules.isEmpty()) {
        figure.panels = std::move(maps);
    }
    figure.selection.modules = figure.panelNames();
    figure.studentName = QString::fromStdString(result.manifest.student);
    figure.teacherName = QString::fromStdString(result.manifest.teacher);
    figure.footer = QStringLiteral("Wasserstein-1 distance of log(σ / mean σ)");
    figure.manifest = base.manifest;
    std::vector<std::string> tables;
    for (const HeatmapData& panel : figure.panels) {
        tables.push_back(panel.tablePath.toStdString());
    }
    figure.manifest["tables"] = tables;
    figure.numbers = heatmapCsv(figure);
    figure.whatIsShown = QStringLiteral("Distance of the spectra of student and teacher layers");
    return figure;
}

} // namespace neurograft
