// SPDX-License-Identifier: GPL-3.0-or-later
// Singular values of a result of `parameters`.
#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// One row of a table of singular values.
struct SpectrumRow {
    const ParameterTable* source = nullptr;
    int layer = 0;

    std::vector<double> values() const
    {
        const auto& all = source->table->as<double>();
        const auto first = all.begin() + layer * source->width();
        return {first, first + source->width()};
    }
    QString title() const { return QStringLiteral("%1 L%2").arg(source->owner()).arg(layer); }
};

/// Student, teacher, adapters: the order of the legend.
std::vector<ParameterTable> spectrumTables(const ResultFile& result)
{
    std::vector<ParameterTable> tables;
    for (const char* role : {"student", "teacher"}) {
        for (const ParameterTable& table : parameterTables(result, QStringLiteral("spectra"))) {
            if (table.owner() == QLatin1String(role) && table.name == QLatin1String("values")) {
                tables.push_back(table);
            }
        }
    }
    for (const ParameterTable& table : parameterTables(result, QStringLiteral("parameters"))) {
        if (table.name == QLatin1String("spectrum")) {
            tables.push_back(table);
        }
    }
    return tables;
}

/// Layers of the model whose adapters these are.
int studentLayers(const std::vector<ParameterTable>& tables)
{
    const auto own = std::find_if(tables.begin(), tables.end(), [](const ParameterTable& table) {
        return table.group != QLatin1String("spectra/teacher");
    });
    return static_cast<int>((own != tables.end() ? *own : tables.front()).layers());
}

Curve curveOfRow(const SpectrumRow& row)
{
    Curve curve;
    curve.name = row.source->group;
    curve.title = row.title();
    curve.values = row.values();
    for (std::size_t i = 0; i < curve.values.size(); ++i) {
        curve.steps.push_back(static_cast<double>(i + 1));
    }
    return curve;
}

QString spectrumFinding(const CurvePanel& panel)
{
    QStringList parts;
    for (const Curve& curve : panel.data.curves) {
        parts << QStringLiteral("%1 %2 values, largest %3")
                     .arg(curve.title)
                     .arg(std::count_if(curve.values.begin(), curve.values.end(),
                                        [](double value) { return value > 0.0; }))
                     .arg(curveNumber(curve.values.front()));
    }
    return panel.name + QStringLiteral(": ") + parts.join(QStringLiteral("; "));
}

void addSpectrumLines(std::string& csv, const SpectrumRow& row)
{
    const std::vector<double> values = row.values();
    for (std::size_t i = 0; i < values.size(); ++i) {
        csv += row.source->module.toStdString() + ',' + row.source->owner().toStdString() + ','
            + std::to_string(row.layer) + ',' + std::to_string(i + 1) + ',' + fileNumber(values[i])
            + '\n';
    }
}

} // namespace

ParameterFigure spectrumFigureFromResult(const ResultFile& result, const std::string& fileName,
                                         const HeatmapSelection& selection)
{
    ParameterFigure figure = parameterFigureBase(result, fileName, selection);
    figure.figureKind = QStringLiteral("spectrum");
    if (!selection.measure.isEmpty()) {
        throw UsageError("--measure", "nothing: a spectrum has singular values only",
                         "'" + selection.measure.toStdString() + "'");
    }
    const std::vector<ParameterTable> tables = spectrumTables(result);
    if (tables.empty()) {
        throw StudyError(fileName, "singular values (spectra/… or parameters/…)",
                         heldGroups(result));
    }
    const int layers = studentLayers(tables);
    const int layer = selection.layer.value_or(layers / 2);
    if (layer < 0 || layer >= layers) {
        throw UsageError("--layer", "a layer from 0 to " + std::to_string(layers - 1),
                         std::to_string(layer));
    }
    figure.selection.modules = drawnModules(tables, selection.modules);
    figure.selection.layer = layer;
    figure.grid.stepTitle = QStringLiteral("index");
    figure.grid.isLogarithmic = true;
    figure.numbers = "module,series,layer,index,value\n";
    QStringList findings;
    for (const QString& module : figure.selection.modules) {
        CurvePanel panel;
        panel.name = module;
        panel.title = module;
        panel.data.valueTitle = QStringLiteral("singular value");
        for (const ParameterTable& table : tables) {
            if (table.module != module) {
                continue;
            }
            const SpectrumRow row{
                &table,
                table.group == QLatin1String("spectra/teacher")
                    ? depthProportionalLayer(layer, layers, static_cast<int>(table.layers()))
                    : std::min(layer, static_cast<int>(table.layers()) - 1)};
            panel.data.curves.push_back(curveOfRow(row));
            addSpectrumLines(figure.numbers, row);
            figure.sources.push_back(*table.table);
        }
        findings << spectrumFinding(panel);
        figure.grid.panels.push_back(std::move(panel));
    }
    figure.grid.finding = findings.join(QStringLiteral(". "));
    figure.whatIsShown = QStringLiteral("Singular values of layer %1").arg(layer);
    return figure;
}

} // namespace neurograft
