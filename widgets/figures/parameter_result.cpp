// SPDX-License-Identifier: GPL-3.0-or-later
// Curves of a result of `parameters` by layer.
#include "core/run/error.h"
#include "widgets/figures/layer_curves.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/run_provenance.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace neurograft {

namespace {

const QString kVsOriginal = QStringLiteral("lora_vs_original");
const QString kVsRemaining = QStringLiteral("lora_vs_remaining");

/// One line per layer of each group of tables.
std::string layersCsv(const std::vector<std::vector<ParameterTable>>& groups,
                      const QStringList& names)
{
    std::string csv = "adapter,module,layer";
    for (const QString& name : names) {
        csv += ',' + name.toStdString();
    }
    csv += '\n';
    for (const std::vector<ParameterTable>& group : groups) {
        const ParameterTable& first = group.front();
        for (std::int64_t layer = 0; layer < first.layers(); ++layer) {
            csv += first.owner().toStdString() + ',' + first.module.toStdString() + ','
                + std::to_string(layer);
            for (const ParameterTable& one : group) {
                csv +=
                    ',' + fileNumber(one.table->as<double>().at(static_cast<std::size_t>(layer)));
            }
            csv += '\n';
        }
    }
    return csv;
}

/// Of each adapter and module the wanted tables that it has, all of them or none.
std::vector<std::vector<ParameterTable>> groupsOf(const std::vector<ParameterTable>& tables,
                                                  const QStringList& modules,
                                                  const QStringList& names)
{
    QStringList adapters;
    for (const ParameterTable& table : tables) {
        if (!adapters.contains(table.group)) {
            adapters << table.group;
        }
    }
    std::vector<std::vector<ParameterTable>> groups;
    for (const QString& adapter : adapters) {
        for (const QString& module : modules) {
            std::vector<ParameterTable> group;
            for (const QString& name : names) {
                for (const ParameterTable& table : tables) {
                    if (table.group == adapter && table.module == module && table.name == name
                        && table.width() == 1) {
                        group.push_back(table);
                    }
                }
            }
            if (group.size() == static_cast<std::size_t>(names.size())) {
                groups.push_back(std::move(group));
            }
        }
    }
    return groups;
}

/// A chart per adapter and module, with a curve per table.
std::vector<CurvePanel> chartsOfCosines(const std::vector<std::vector<ParameterTable>>& groups)
{
    const bool hasSeveral = std::any_of(groups.begin(), groups.end(), [&](const auto& group) {
        return group.front().group != groups.front().front().group;
    });
    std::vector<CurvePanel> panels;
    for (const std::vector<ParameterTable>& group : groups) {
        const ParameterTable& first = group.front();
        CurvePanel panel;
        panel.name = first.owner() + u'/' + first.module;
        panel.title = hasSeveral ? first.owner() + u' ' + first.module : first.module;
        panel.data.valueTitle = QStringLiteral("cosine");
        for (const ParameterTable& one : group) {
            panel.data.curves.push_back(
                layerCurve(one.name, layerTableTitle(one.name), one.table->as<double>()));
        }
        panel.note = layerMeansNote(panel.data);
        panels.push_back(std::move(panel));
    }
    return panels;
}

/// A chart per module, with a curve per adapter.
std::vector<CurvePanel> chartsOfMeasure(const std::vector<std::vector<ParameterTable>>& groups,
                                        const QStringList& modules, const QString& name)
{
    std::vector<CurvePanel> panels;
    for (const QString& module : modules) {
        CurvePanel panel;
        panel.name = module;
        panel.title = module;
        panel.data.valueTitle = layerTableTitle(name);
        for (const std::vector<ParameterTable>& group : groups) {
            if (group.front().module == module) {
                panel.data.curves.push_back(layerCurve(group.front().name, group.front().owner(),
                                                       group.front().table->as<double>()));
            }
        }
        if (!panel.data.isEmpty()) {
            panel.note = layerMeansNote(panel.data);
            panels.push_back(std::move(panel));
        }
    }
    return panels;
}

} // namespace

QString layerTableTitle(const QString& name)
{
    static const std::array<std::pair<const char*, const char*>, 9> kTitles{
        {{"lora_vs_original", "LoRA vs Original"},
         {"lora_vs_remaining", "LoRA vs Remaining"},
         {"norm_ratio", "norm of change / norm of weight"},
         {"effective_rank", "effective rank"},
         {"stable_rank", "stable rank"},
         {"overlap_left", "overlap of left directions"},
         {"overlap_right", "overlap of right directions"},
         {"grassmann_left", "angle of left directions"},
         {"grassmann_right", "angle of right directions"}}};
    for (const auto& [word, title] : kTitles) {
        if (name == QLatin1String(word)) {
            return QString::fromLatin1(title);
        }
    }
    return QString(name).replace(u'_', u' ');
}

bool isSignedParameterTable(const QString& name)
{
    return name == kVsOriginal || name == kVsRemaining || name.startsWith(QLatin1String("cosine_"));
}

ParameterFigure parameterFigureFromResult(const ResultFile& result, const std::string& fileName,
                                          const HeatmapSelection& selection)
{
    ParameterFigure figure = parameterFigureBase(result, fileName, selection);
    figure.figureKind = QStringLiteral("parameters");
    const std::vector<ParameterTable> tables =
        parameterTables(result, QStringLiteral("parameters"));
    if (tables.empty()) {
        throw StudyError(fileName, "tables of adapters (parameters/…)", heldGroups(result));
    }
    figure.selection.modules = drawnModules(tables, selection.modules);
    figure.selection.measure = selection.measure;
    const bool isCosines = selection.measure.isEmpty();
    const QStringList names =
        isCosines ? QStringList{kVsRemaining, kVsOriginal} : QStringList{selection.measure};
    const auto groups = groupsOf(tables, figure.selection.modules, names);
    if (groups.empty()) {
        QStringList held;
        for (const ParameterTable& table : tables) {
            if (table.width() == 1 && !held.contains(table.name)) {
                held << table.name;
            }
        }
        throw StudyError("--measure", "one of " + held.join(QStringLiteral(", ")).toStdString(),
                         names.join(u',').toStdString());
    }
    for (const auto& group : groups) {
        for (const ParameterTable& one : group) {
            figure.sources.push_back(*one.table);
        }
    }
    figure.grid.stepTitle = QStringLiteral("layer");
    figure.grid.panels = isCosines
        ? chartsOfCosines(groups)
        : chartsOfMeasure(groups, figure.selection.modules, selection.measure);
    QStringList findings;
    for (const CurvePanel& panel : figure.grid.panels) {
        findings << layerFinding(panel);
    }
    figure.grid.finding = findings.join(QStringLiteral(". "));
    figure.numbers = layersCsv(groups, names);
    figure.whatIsShown = isCosines
        ? QStringLiteral("Cosines of adapters and weights by layer")
        : QStringLiteral("%1 by layer").arg(layerTableTitle(selection.measure));
    return figure;
}

} // namespace neurograft
