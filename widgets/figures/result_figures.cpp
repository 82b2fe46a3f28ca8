// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/result_figures.h"

#include "core/evaluate/evaluation_result.h"
#include "core/store/result_file.h"
#include "core/studies/gathered_sweep.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/neuron_map_data.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 3> kNeuronKinds{"neurons", "layers", "tokens"};

bool isBelow(const std::string& path, const char* folder)
{
    return path.rfind(folder, 0) == 0;
}

/// Whether a table is what a kind is drawn from.
bool isDrawnAs(const QString& kind, const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    if (kind == QLatin1String("tokens")) {
        return name == "neurons" && path.find("/tokens/") != std::string::npos;
    }
    if (kind == QLatin1String("layers")) {
        return path == "sensitivity/layer" || name == "layer_ffn" || name == "layer_attn";
    }
    return isBelow(path, "attribution/") && (name == "ffn" || name == "attn");
}

/// Measures of a result's maps, one figure for each.
std::vector<QString> measuresOf(const ResultFile& result, const HeatmapSelection& selection)
{
    std::vector<QString> measures;
    for (const SimilarityMap& map : similarityMaps(result)) {
        const bool isWanted = selection.measure.isEmpty() || selection.measure == map.measure;
        if (isWanted
            && std::find(measures.begin(), measures.end(), map.measure) == measures.end()) {
            measures.push_back(map.measure);
        }
    }
    return measures;
}

/// What of a common selection a kind can use; that of layer pairs is none of it.
HeatmapSelection selectionFor(const QString& kind, const HeatmapSelection& common)
{
    HeatmapSelection own;
    for (const QString& module : common.modules) {
        const auto family = neuronFamilyOf(module);
        const bool isFit = family
            && (kind == QLatin1String("neurons")
                || (kind == QLatin1String("tokens") && isListedFamily(*family)));
        if (isFit) {
            own.modules << module;
        }
    }
    own.top = kind == QLatin1String("tokens") ? common.top : 0;
    return own;
}

FigureEntry entryOf(const fs::path& path, const FigureRecipe& recipe, const QString& kind,
                    const QString& suffix)
{
    FigureEntry entry;
    entry.name = fromPath(path.stem()) + u'-' + suffix;
    entry.runs = {path};
    entry.recipe = recipe;
    entry.recipe.kind = kind;
    return entry;
}

/// Neuron maps, layer bars and token tables of a locate result.
std::vector<FigureEntry> neuronEntries(const fs::path& path, const ResultFile& result,
                                       const FigureRecipe& recipe, const ResultFigureChoice& choice)
{
    std::vector<FigureEntry> entries;
    for (const char* word : kNeuronKinds) {
        const QString kind = QString::fromLatin1(word);
        const bool isHeld =
            std::any_of(result.tables.begin(), result.tables.end(),
                        [&](const Table& table) { return isDrawnAs(kind, table.path); });
        if (!isHeld || (!choice.kind.isEmpty() && choice.kind != kind)) {
            continue;
        }
        FigureEntry entry = entryOf(path, recipe, kind, kind);
        entry.recipe.selection = selectionFor(kind, recipe.selection);
        entry.recipe.spec.isTransposed = false;
        takeHouseColors(entry.recipe, *loadFigure(entry.recipe, entry.runs),
                        choice.takesHouseColors);
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// Whether a table holds singular values.
bool isSpectrum(const std::string& path)
{
    const std::string name = path.substr(path.rfind('/') + 1);
    return (isBelow(path, "spectra/") && name == "values")
        || (isBelow(path, "parameters/") && name == "spectrum");
}

/// Kinds that show a whole run: training curves of a transfer and its recompositions, scores of an
/// evaluation, what adapters did to the weights.
std::vector<FigureEntry> wholeRunEntries(const fs::path& path, const ResultFile& result,
                                         const FigureRecipe& recipe,
                                         const ResultFigureChoice& choice)
{
    std::vector<FigureEntry> entries;
    const auto add = [&](const QString& kind, bool isHeld, bool isMap = false) {
        if (!isHeld || (!choice.kind.isEmpty() && choice.kind != kind)) {
            return;
        }
        FigureEntry entry =
            entryOf(path, recipe, kind, isMap ? kind + QStringLiteral("-map") : kind);
        entry.recipe.selection = HeatmapSelection();
        entry.recipe.selection.isMap = isMap;
        entry.recipe.spec.isTransposed = false;
        if (isMap) {
            takeHouseColors(entry.recipe, *loadFigure(entry.recipe, entry.runs),
                            choice.takesHouseColors);
        }
        entries.push_back(std::move(entry));
    };
    const auto holds = [&result](auto isWanted) {
        return std::any_of(result.tables.begin(), result.tables.end(),
                           [&](const Table& table) { return isWanted(table.path); });
    };
    add(QStringLiteral("loss"), result.find("training/loss") != nullptr);
    add(QStringLiteral("recomposition"),
        holds([](const std::string& table) { return isBelow(table, "semalign/recomposition/"); }));
    add(QStringLiteral("evaluation"), !evaluatedTasks(result).empty());
    const bool hasCurves =
        holds([](const std::string& table) { return isBelow(table, "parameters/"); });
    add(QStringLiteral("parameters"), hasCurves);
    add(QStringLiteral("parameters"), hasCurves, true);
    add(QStringLiteral("spectrum"), holds(isSpectrum));
    add(QStringLiteral("spectrum"),
        holds([](const std::string& table) { return isBelow(table, "spectra/distance/"); }), true);
    return entries;
}

/// A figure of lines for each main number of a sweep, and its parallel coordinates.
std::vector<FigureEntry> sweepEntries(const fs::path& path, const ResultFile& result,
                                      const FigureRecipe& recipe, const ResultFigureChoice& choice)
{
    std::vector<FigureEntry> entries;
    if (!isGatheredSweep(result)) {
        return entries;
    }
    const GatheredSweep sweep = gatheredSweep(result, path.filename().string());
    const auto add = [&](const QString& kind, const QString& name, const SweepSelection& wanted) {
        if (!choice.kind.isEmpty() && choice.kind != kind) {
            return;
        }
        entries.push_back(entryOf(path, recipe, kind, name));
        entries.back().recipe.selection = HeatmapSelection();
        entries.back().recipe.sweep = wanted;
        entries.back().recipe.spec.isTransposed = false;
    };
    if (sweep.metrics.empty()) {
        return entries;
    }
    const SweepSelection& asked = recipe.sweep;
    const QStringList metrics = asked.metrics.isEmpty() ? mainMetrics(sweep) : asked.metrics;
    for (const QString& metric : sweep.groupAxes().empty() ? QStringList() : metrics) {
        const QString kind = QStringLiteral("sweep");
        add(kind, kind + u'-' + fileStem(metric.split(u'/')), {{metric}, asked.x, asked.series});
    }
    const QString parallel = QStringLiteral("parallel");
    add(parallel, parallel, {asked.metrics, {}, {}});
    for (FigureEntry& entry : entries) {
        takeHouseColors(entry.recipe, *loadFigure(entry.recipe, entry.runs),
                        choice.takesHouseColors);
    }
    return entries;
}

/// The pair's maps of a measure and those of the baselines the run made, unless one map is asked.
void addMaps(std::vector<FigureEntry>& entries, const fs::path& path, const ResultFile& result,
             const FigureRecipe& recipe, const QString& measure)
{
    const QString& asked = recipe.selection.baseline;
    QStringList maps{asked};
    for (const QString& baseline : asked.isEmpty() ? baselineMaps() : QStringList()) {
        if (hasBaselineMap(result, measure, baseline)) {
            maps << baseline;
        }
    }
    for (const QString& baseline : maps) {
        QStringList name{QStringLiteral("similarity"), measure, baseline};
        name.removeAll(QString());
        entries.push_back(entryOf(path, recipe, QStringLiteral("similarity"), name.join(u'-')));
        HeatmapSelection& selection = entries.back().recipe.selection;
        selection.measure = measure;
        selection.baseline = baseline;
        if (!baseline.isEmpty() && asked.isEmpty()) { // they speak of the pair's cells
            selection.mask = QStringLiteral("none");
            selection.pairs.clear();
        }
    }
}

} // namespace

QString heldFigureKind(const fs::path& path)
{
    bool hasNeurons = false;
    bool hasSensitivity = false;
    bool hasTraining = false;
    bool hasEvaluation = false;
    bool hasParameters = false;
    bool hasSpectra = false;
    for (const std::string& table : listTables(path)) {
        if (isBelow(table, "similarity/")) {
            return QStringLiteral("similarity");
        }
        if (isBelow(table, "sweep/")) {
            return QStringLiteral("sweep");
        }
        hasTraining = hasTraining || isBelow(table, "training/");
        hasEvaluation = hasEvaluation || isBelow(table, "evaluation/");
        hasParameters = hasParameters || isBelow(table, "parameters/");
        hasSpectra = hasSpectra || isBelow(table, "spectra/");
        hasNeurons = hasNeurons || isBelow(table, "attribution/");
        hasSensitivity = hasSensitivity || isBelow(table, "sensitivity/");
    }
    return hasTraining   ? QStringLiteral("loss")
        : hasEvaluation  ? QStringLiteral("evaluation")
        : hasParameters  ? QStringLiteral("parameters")
        : hasSpectra     ? QStringLiteral("spectrum")
        : hasNeurons     ? QStringLiteral("neurons")
        : hasSensitivity ? QStringLiteral("layers")
                         : QStringLiteral("similarity");
}

void takeHouseColors(FigureRecipe& recipe, const Figure& figure, bool isWanted)
{
    if (isWanted) {
        recipe.spec.colorMap = figure.colorMapHint().value_or(recipe.spec.colorMap);
    }
}

std::vector<FigureEntry> figuresOfResult(const fs::path& path, const FigureRecipe& recipe,
                                         const ResultFigureChoice& choice)
{
    const ResultFile result = readResult(path);
    std::vector<FigureEntry> entries = neuronEntries(path, result, recipe, choice);
    for (FigureEntry& entry : wholeRunEntries(path, result, recipe, choice)) {
        entries.push_back(std::move(entry));
    }
    for (FigureEntry& entry : sweepEntries(path, result, recipe, choice)) {
        entries.push_back(std::move(entry));
    }
    const bool isAsked = choice.kind.isEmpty() || choice.kind == QLatin1String("similarity");
    const std::vector<QString> measures =
        isAsked ? measuresOf(result, recipe.selection) : std::vector<QString>();
    if (measures.empty() && entries.empty() && isAsked) {
        heatmapFigureFromResult(result, path.filename().string(),
                                recipe.selection); // says what it holds
    } else if (entries.empty() && !isAsked) {
        loadFigure(recipe, {path}); // the same
    }
    for (const QString& measure : measures) {
        addMaps(entries, path, result, recipe, measure);
    }
    return entries;
}

} // namespace neurograft
