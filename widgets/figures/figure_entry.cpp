// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_entry.h"

#include "core/run/error.h"
#include "core/support/sha256.h"
#include "widgets/figures/board_figure.h"
#include "widgets/figures/difference_figure.h"
#include "widgets/figures/evaluation_figure.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/loss_figure.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/figures/parallel_figure.h"
#include "widgets/figures/parameter_figure.h"
#include "widgets/figures/parameter_map.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/figures/sweep_figure.h"
#include "widgets/figures/token_figure.h"
#include "widgets/models/path_text.h"

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

/// Relative with forward slashes when it lies inside, else as it is.
std::string storedPath(const fs::path& path, const fs::path& folder)
{
    if (folder.empty() || path.empty()) {
        return path.generic_string();
    }
    const fs::path relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
    const bool isInside = !relative.empty() && *relative.begin() != "..";
    return (isInside ? relative : path).generic_string();
}

fs::path readPath(const Json& json, const std::string& where, const fs::path& folder)
{
    if (!json.is_string()) {
        throw StudyError(where, "a path", json.dump());
    }
    const fs::path path = json.get<std::string>();
    return path.empty() || path.is_absolute() ? path : folder / path;
}

const Json& required(const Json& json, const char* key)
{
    const auto found = json.find(key);
    if (found == json.end()) {
        throw StudyError(std::string("/") + key, "a value", "nothing");
    }
    return *found;
}

std::string textOr(const Json& json, const char* key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::shared_ptr<const Figure> loadBoard(const FigureRecipe& recipe,
                                        const std::vector<fs::path>& runs)
{
    auto board = std::make_shared<BoardFigure>();
    for (const FigurePart& part : recipe.parts) {
        std::vector<fs::path> own;
        for (const int run : part.runs) {
            if (run >= static_cast<int>(runs.size())) {
                throw StudyError("board", std::to_string(run + 1) + " result files or more",
                                 std::to_string(runs.size()));
            }
            own.push_back(runs[static_cast<std::size_t>(run)]);
        }
        board->parts.push_back({loadFigure(part.recipe, own), part});
    }
    return board;
}

std::shared_ptr<const Figure> loadDifference(const FigureRecipe& recipe,
                                             const std::vector<fs::path>& runs)
{
    if (runs.size() != 2) {
        throw StudyError("difference", "two result files, A and B", std::to_string(runs.size()));
    }
    HeatmapSelection selectionB = recipe.selection;
    if (!recipe.measureB.isEmpty()) {
        selectionB.measure = recipe.measureB;
    }
    const auto name = [&](int side) {
        return recipe.names.value(side, fromPath(runs[static_cast<std::size_t>(side)].stem()));
    };
    DifferenceFigure difference =
        differenceFigure(heatmapFigureFromResult(runs[0], recipe.selection),
                         heatmapFigureFromResult(runs[1], selectionB), name(0), name(1));
    if (difference.figure.panels.empty()) {
        throw StudyError("difference", "maps that A and B share",
                         difference.problems.join(u' ').toStdString());
    }
    return std::make_shared<const HeatmapFigure>(std::move(difference.figure));
}

std::shared_ptr<const Figure> loadCurves(const FigureRecipe& recipe, const fs::path& run)
{
    const ResultFile result = readResult(run);
    const std::string name = run.filename().string();
    if (recipe.kind == QLatin1String("loss")) {
        return std::make_shared<const LossFigure>(
            lossFigureFromResult(result, name, recipe.selection));
    }
    if (recipe.kind == QLatin1String("recomposition")) {
        return std::make_shared<const ParameterFigure>(
            recompositionFigureFromResult(result, name, recipe.selection));
    }
    const bool isOfParameters = recipe.kind == QLatin1String("parameters");
    if (recipe.selection.isMap) {
        return std::make_shared<const ParameterMapFigure>(
            isOfParameters ? parameterMapFromResult(result, name, recipe.selection)
                           : spectrumDistanceFromResult(result, name, recipe.selection));
    }
    return std::make_shared<const ParameterFigure>(
        isOfParameters ? parameterFigureFromResult(result, name, recipe.selection)
                       : spectrumFigureFromResult(result, name, recipe.selection));
}

std::shared_ptr<const Figure> loadSweep(const FigureRecipe& recipe, const fs::path& run)
{
    const ResultFile result = readResult(run);
    const std::string name = run.filename().string();
    if (recipe.kind == QLatin1String("parallel")) {
        return std::make_shared<const ParallelFigure>(
            parallelFigureFromResult(result, name, recipe.selection, recipe.sweep));
    }
    return std::make_shared<const SweepFigure>(
        sweepFigureFromResult(result, name, recipe.selection, recipe.sweep));
}

std::shared_ptr<const Figure> loadNeurons(const FigureRecipe& recipe, const fs::path& run)
{
    const ResultFile result = readResult(run);
    const std::string name = run.filename().string();
    if (recipe.kind == QLatin1String("layers")) {
        return std::make_shared<const LayerBarsFigure>(
            layerBarsFigureFromResult(result, name, recipe.selection));
    }
    if (recipe.kind == QLatin1String("tokens")) {
        return std::make_shared<const TokenFigure>(
            tokenFigureFromResult(result, name, recipe.selection));
    }
    return std::make_shared<const NeuronFigure>(
        neuronFigureFromResult(result, name, recipe.selection));
}

} // namespace

Json toJson(const FigureEntry& entry, const fs::path& folder)
{
    Json runs = Json::array();
    for (const fs::path& run : entry.runs) {
        runs.push_back(storedPath(run, folder));
    }
    return {{"name", entry.name.toStdString()},
            {"runs", runs},
            {"recipe", toJson(entry.recipe)},
            {"csv_sha256", entry.csvSha256},
            {"exported", storedPath(entry.exported, folder)}};
}

FigureEntry figureEntryFromJson(const Json& json, const fs::path& folder)
{
    if (!json.is_object()) {
        throw StudyError("/figures", "a JSON object for each figure", json.type_name());
    }
    FigureEntry entry;
    entry.name = QString::fromStdString(textOr(json, "name"));
    const Json& runs = required(json, "runs");
    if (!runs.is_array()) {
        throw StudyError("/runs", "a list of result files", runs.dump());
    }
    for (const Json& run : runs) {
        entry.runs.push_back(readPath(run, "/runs", folder));
    }
    entry.recipe = recipeFromJson(required(json, "recipe"));
    entry.csvSha256 = textOr(json, "csv_sha256");
    if (const auto exported = json.find("exported"); exported != json.end()) {
        entry.exported = readPath(*exported, "/exported", folder);
    }
    return entry;
}

std::shared_ptr<const Figure> loadFigure(const FigureRecipe& recipe,
                                         const std::vector<fs::path>& runs)
{
    if (recipe.kind == QLatin1String("board")) {
        return loadBoard(recipe, runs);
    }
    if (recipe.kind == QLatin1String("difference")) {
        return loadDifference(recipe, runs);
    }
    if (recipe.kind == QLatin1String("evaluation")) {
        return std::make_shared<const EvaluationFigure>(
            evaluationFigureFromResults(runs, recipe.names, recipe.selection, recipe.published));
    }
    if (runs.size() != 1) {
        throw StudyError("figure", "one result file", std::to_string(runs.size()));
    }
    if (recipe.kind == QLatin1String("neurons") || recipe.kind == QLatin1String("layers")
        || recipe.kind == QLatin1String("tokens")) {
        return loadNeurons(recipe, runs.front());
    }
    if (recipe.kind == QLatin1String("loss") || recipe.kind == QLatin1String("parameters")
        || recipe.kind == QLatin1String("spectrum")
        || recipe.kind == QLatin1String("recomposition")) {
        return loadCurves(recipe, runs.front());
    }
    if (recipe.kind == QLatin1String("sweep") || recipe.kind == QLatin1String("parallel")) {
        return loadSweep(recipe, runs.front());
    }
    return std::make_shared<const HeatmapFigure>(
        heatmapFigureFromResult(runs.front(), recipe.selection));
}

int FigureLook::passed() const
{
    return static_cast<int>(std::count_if(checks.begin(), checks.end(), [](const FigureCheck& c) {
        return c.state == FigureCheck::State::Passed;
    }));
}

bool FigureLook::isAllPassed() const
{
    return problem.isEmpty() && passed() == static_cast<int>(checks.size());
}

FigureLook lookAt(const FigureEntry& entry, int pixels)
{
    FigureLook look;
    try {
        const std::shared_ptr<const Figure> figure = loadFigure(entry.recipe, entry.runs);
        const FigureSpec& spec = entry.recipe.spec;
        look.csvSha256 = sha256Hex(figure->csv());
        look.checks = figureChecks(*figure, spec);
        look.sizeMm = FigureExporter::sizeMm(*figure, spec);
        const double longer = std::max(look.sizeMm.width(), look.sizeMm.height());
        // Drawn at screen size and shrunk: texts of a page drawn in 200 pixels would be dust.
        const QImage page = FigureExporter::renderImage(*figure, spec, 96.0);
        look.thumbnail = longer > 0.0
            ? page.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation)
            : QImage();
    } catch (const Error& error) {
        look.problem =
            QStringLiteral("%1: expected %2, got %3.")
                .arg(QString::fromStdString(error.where()),
                     QString::fromStdString(error.expected()), QString::fromStdString(error.got()));
    }
    return look;
}

} // namespace neurograft
