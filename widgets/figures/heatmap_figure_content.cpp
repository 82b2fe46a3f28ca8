// SPDX-License-Identifier: GPL-3.0-or-later
// What a heatmap figure is for exporter, dialog, list and board.
#include "widgets/figures/figure_recipe.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/heatmap_scene.h"

#include <utility>

namespace neurograft {

namespace {

Table valueTable(const HeatmapData& data)
{
    Table table;
    table.path = data.table().toStdString();
    table.shape = {data.students, data.teachers};
    table.axes = {data.rows.title.toStdString(), data.columns.title.toStdString()};
    table.unit = data.unit.toStdString();
    table.attributes = {{"estimator", data.estimator.toStdString()}, {"n", data.n}};
    table.values = data.values;
    return table;
}

Table codeTable(const Table& values, const char* suffix, const std::vector<std::uint8_t>& codes)
{
    Table table;
    table.path = values.path + suffix;
    table.shape = values.shape;
    table.axes = values.axes;
    table.values = codes;
    return table;
}

bool isDifference(const HeatmapFigure& figure)
{
    return !figure.panels.empty() && figure.panels.front().difference != nullptr;
}

/// Measure of B's first table, "similarity/<module>/<measure>"; empty when it is not told.
QString measureOfB(const nlohmann::json& manifest)
{
    const nlohmann::json::json_pointer place("/difference/b/run/tables/0");
    return manifest.contains(place) && manifest[place].is_string()
        ? QString::fromStdString(manifest[place].get<std::string>()).section(u'/', -1)
        : QString();
}

} // namespace

std::vector<ColorRange> panelRanges(const HeatmapFigure& figure, const FigureSpec& spec)
{
    const ColorSettings colors = spec.colors();
    std::vector<const HeatmapData*> all;
    for (const HeatmapData& panel : figure.panels) {
        all.push_back(&panel);
    }
    std::vector<ColorRange> ranges;
    for (const HeatmapData* panel : all) {
        const std::vector<const HeatmapData*> own{panel};
        ranges.push_back(colorRange(colors, spec.isLocked ? all : own));
    }
    return ranges;
}

QString HeatmapFigure::kind() const
{
    return isDifference(*this) ? QStringLiteral("difference") : QStringLiteral("similarity");
}

QString HeatmapFigure::titleHint() const
{
    return panels.empty() ? QString() : differenceText(panels.front());
}

FigureScene HeatmapFigure::draw(const FigureSpec& spec) const
{
    return heatmapScene(*this, spec);
}

FigureRecipe HeatmapFigure::recipe(const FigureSpec& spec) const
{
    FigureRecipe recipe;
    recipe.kind = kind();
    recipe.spec = spec;
    recipe.selection.mask = mask;
    recipe.selection.baseline = baseline;
    recipe.selection.pairs = pairs;
    recipe.selection.pairsName = pairsName;
    recipe.selection.modules = panelNames();
    if (!panels.empty()) {
        recipe.selection.measure = panels.front().measure;
    }
    if (isDifference(*this)) {
        const HeatmapSources& sources = *panels.front().difference;
        recipe.names = {sources.nameA, sources.nameB};
        recipe.measureB = measureOfB(manifest);
    }
    return recipe;
}

nlohmann::json HeatmapFigure::provenance(const FigureSpec& spec) const
{
    nlohmann::json all = manifest;
    nlohmann::json ranges = nlohmann::json::object();
    const std::vector<ColorRange> used = panelRanges(*this, spec);
    for (std::size_t i = 0; i < panels.size(); ++i) {
        ranges[panels[i].module.toStdString()] = {used[i].low, used[i].high};
    }
    all["color_range"] = ranges;
    if (isDifference(*this) && all.contains("difference")) {
        const nlohmann::json& run = all["difference"]["a"]["run"];
        all["created_utc"] = run.value("created_utc", std::string()); // the document's date
    }
    return all;
}

std::string HeatmapFigure::csv() const
{
    return heatmapCsv(*this);
}

QString HeatmapFigure::tsv() const
{
    QStringList tables;
    for (const HeatmapData& panel : panels) {
        tables << heatmapTsv(panel);
    }
    return tables.join(u'\n');
}

std::vector<Table> HeatmapFigure::tables() const
{
    std::vector<Table> all;
    for (const HeatmapData& panel : panels) {
        const Table values = valueTable(panel);
        all.push_back(values);
        if (!panel.reasons.empty()) {
            all.push_back(codeTable(values, "_undefined", panel.reasons));
        }
        if (!panel.visible.empty()) {
            all.push_back(codeTable(values, "_visible", panel.visible));
        }
        for (const auto& [suffix, side] : intervalColumns(panel)) {
            Table table = values;
            table.path += suffix;
            table.values = *side;
            all.push_back(std::move(table));
        }
        if (panel.difference) {
            for (const auto& [suffix, side] :
                 {std::pair{"_a", &panel.difference->a}, std::pair{"_b", &panel.difference->b}}) {
                Table table = values;
                table.path += suffix;
                table.values = *side;
                all.push_back(std::move(table));
            }
        }
    }
    return all;
}

QString HeatmapFigure::subject() const
{
    return isDifference(*this)
        ? QStringLiteral("Difference A − B of the similarity of teacher and student layers")
        : baseline == QLatin1String("self-student")
        ? QStringLiteral("Similarity of student layers among themselves")
        : baseline == QLatin1String("self-teacher")
        ? QStringLiteral("Similarity of teacher layers among themselves")
        : baseline == QLatin1String("random-teacher")
        ? QStringLiteral("Similarity of student layers and a teacher without training")
        : baseline == QLatin1String("aligned-teacher")
        ? QStringLiteral("Similarity of student layers and the teacher in the student's words")
        : QStringLiteral("Similarity of teacher and student layers");
}

QStringList HeatmapFigure::panelNames() const
{
    QStringList names;
    for (const HeatmapData& panel : panels) {
        names << panel.module;
    }
    return names;
}

QString HeatmapFigure::baseName() const
{
    return fileStem({kind(), panels.empty() ? QString() : panels.front().measure, baseline,
                     studentName, teacherName});
}

} // namespace neurograft
