// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_recipe.h"

#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/figure_spec_json.h"
#include "widgets/figures/object_reader.h"
#include "widgets/jobs/job_outcome.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace neurograft {

namespace {

using Json = nlohmann::json;

constexpr int kFigureRecipeSchema = 1;

/// [low, high): whole numbers from 0.
std::optional<std::pair<int, int>> rangeOf(const Json& json)
{
    const bool isFine = json.is_array() && json.size() == 2 && json[0].is_number_integer()
        && json[1].is_number_integer() && json[0].get<std::int64_t>() >= 0
        && json[0].get<std::int64_t>() < json[1].get<std::int64_t>()
        && json[1].get<std::int64_t>() <= std::numeric_limits<int>::max();
    return isFine ? std::optional(std::pair(json[0].get<int>(), json[1].get<int>())) : std::nullopt;
}

std::map<QString, NeuronView> viewsFromJson(const Json& json)
{
    if (!json.is_object()) {
        throw StudyError("/selection/views", "an object of parts by panel", json.type_name());
    }
    std::map<QString, NeuronView> views;
    for (const auto& [panel, part] : json.items()) {
        ObjectReader reader(part, "/selection/views/" + panel);
        const auto range = [&](const char* key) {
            const Json* found = reader.find(key);
            const auto numbers = found != nullptr ? rangeOf(*found) : std::nullopt;
            reader.require(numbers.has_value(), key, "[first, behind the last] from 0",
                           found != nullptr ? *found : Json());
            return *numbers;
        };
        const auto [layerLow, layerHigh] = range("layers");
        const auto [indexLow, indexHigh] = range("neurons");
        reader.finish();
        views[QString::fromStdString(panel)] = {layerLow, layerHigh, indexLow, indexHigh};
    }
    return views;
}

/// [[student layer, teacher layer], …].
std::vector<HeatmapCell> pairsFromJson(const Json& json)
{
    const auto isLayer = [](const Json& number) {
        return number.is_number_integer() && number.get<std::int64_t>() >= 0
            && number.get<std::int64_t>() <= std::numeric_limits<int>::max();
    };
    std::vector<HeatmapCell> pairs;
    for (const Json& pair : json) {
        if (!json.is_array() || !pair.is_array() || pair.size() != 2 || !isLayer(pair[0])
            || !isLayer(pair[1])) {
            throw StudyError("/selection/pairs", "a list of [student layer, teacher layer]",
                             json.dump());
        }
        pairs.push_back({pair[0].get<int>(), pair[1].get<int>()});
    }
    return pairs;
}

bool isTextList(const Json& json)
{
    return json.is_array()
        && std::all_of(json.begin(), json.end(), [](const Json& one) { return one.is_string(); });
}

QStringList textList(const Json& json)
{
    QStringList texts;
    for (const Json& one : json) {
        texts << QString::fromStdString(one.get<std::string>());
    }
    return texts;
}

Json jsonList(const QStringList& texts)
{
    Json list = Json::array();
    for (const QString& text : texts) {
        list.push_back(text.toStdString());
    }
    return list;
}

HeatmapSelection selectionFromJson(const Json& json, HeatmapSelection selection)
{
    ObjectReader reader(json, "/selection");
    if (const Json* modules = reader.find("modules")) {
        reader.require(isTextList(*modules), "modules", "a list of module names", *modules);
        selection.modules = textList(*modules);
    }
    reader.read("measure", selection.measure);
    reader.read("mask", selection.mask);
    const JobOutcome mask = outcomeOf([&] { checkLayerMask(selection.mask.toStdString()); });
    reader.require(mask.isFinished(), "mask", "none, upper, lower, band:N or custom:ROWS",
                   selection.mask.toStdString());
    reader.read("baseline", selection.baseline);
    reader.read("heatmap", selection.isMap);
    reader.read("top", selection.top, 0, 1000);
    if (const Json* views = reader.find("views")) {
        selection.views = viewsFromJson(*views);
    }
    if (reader.find("layer") != nullptr) {
        int layer = 0;
        reader.read("layer", layer, 0, 100000);
        selection.layer = layer;
    }
    if (const Json* pairs = reader.find("pairs")) {
        selection.pairs = pairsFromJson(*pairs);
    }
    reader.read("pairs_of", selection.pairsName);
    reader.finish();
    return selection;
}

void readDifference(const Json& json, FigureRecipe& recipe)
{
    ObjectReader reader(json, "/difference");
    reader.read("measure_b", recipe.measureB);
    if (const Json* names = reader.find("names")) {
        reader.require(isTextList(*names) && (names->empty() || names->size() == 2), "names",
                       "no name or two", *names);
        recipe.names = textList(*names);
    }
    reader.finish();
}

void readEvaluation(const Json& json, FigureRecipe& recipe)
{
    ObjectReader reader(json, "/evaluation");
    if (const Json* names = reader.find("names")) {
        reader.require(isTextList(*names), "names", "a name for each run, or none", *names);
        recipe.names = textList(*names);
    }
    reader.read("published", recipe.published);
    reader.finish();
}

void readSweep(const Json& json, SweepSelection& sweep)
{
    ObjectReader reader(json, "/sweep");
    if (const Json* metrics = reader.find("metrics")) {
        reader.require(isTextList(*metrics), "metrics", "a list of numbers' names", *metrics);
        sweep.metrics = textList(*metrics);
    }
    reader.read("x", sweep.x);
    reader.read("series", sweep.series);
    reader.finish();
}

bool isOfSweep(const QString& kind)
{
    return kind == QLatin1String("sweep") || kind == QLatin1String("parallel");
}

std::vector<FigurePart> partsFromJson(const Json& json)
{
    if (!json.is_array()) {
        throw StudyError("/parts", "a list of figures", json.type_name());
    }
    std::vector<FigurePart> parts;
    for (const Json& one : json) {
        ObjectReader reader(one, "/parts/" + std::to_string(parts.size()));
        FigurePart part;
        const Json* runs = reader.find("runs");
        const bool isFine = runs != nullptr && runs->is_array() && !runs->empty()
            && std::all_of(runs->begin(), runs->end(), [](const Json& run) {
                                return run.is_number_integer() && run.get<std::int64_t>() >= 0
                                    && run.get<std::int64_t>() < 1000;
                            });
        reader.require(isFine, "runs", "a list of places in the board's runs",
                       runs != nullptr ? *runs : Json());
        part.runs = runs->get<std::vector<int>>();
        const Json* recipe = reader.find("recipe");
        reader.require(recipe != nullptr && recipe->is_object(), "recipe", "a recipe",
                       recipe != nullptr ? *recipe : Json());
        part.recipe = recipeFromJson(*recipe);
        reader.require(part.recipe.kind != QLatin1String("board"), "recipe",
                       "a figure that is no board", (*recipe)["kind"]);
        reader.finish();
        parts.push_back(std::move(part));
    }
    return parts;
}

} // namespace

const QStringList& figureKinds()
{
    static const QStringList kinds{
        QStringLiteral("similarity"),    QStringLiteral("difference"), QStringLiteral("neurons"),
        QStringLiteral("layers"),        QStringLiteral("tokens"),     QStringLiteral("loss"),
        QStringLiteral("evaluation"),    QStringLiteral("parameters"), QStringLiteral("spectrum"),
        QStringLiteral("recomposition"), QStringLiteral("sweep"),      QStringLiteral("parallel"),
        QStringLiteral("board")};
    return kinds;
}

Json toJson(const HeatmapSelection& selection)
{
    Json json = {{"modules", jsonList(selection.modules)},
                 {"measure", selection.measure.toStdString()},
                 {"mask", selection.mask.toStdString()}};
    if (!selection.baseline.isEmpty()) {
        json["baseline"] = selection.baseline.toStdString();
    }
    if (selection.isMap) {
        json["heatmap"] = true;
    }
    if (selection.top > 0) {
        json["top"] = selection.top;
    }
    if (selection.layer) {
        json["layer"] = *selection.layer;
    }
    for (const HeatmapCell& pair : selection.pairs) {
        json["pairs"].push_back({pair.student, pair.teacher});
    }
    if (!selection.pairs.empty()) {
        json["pairs_of"] = selection.pairsName.toStdString();
    }
    for (const auto& [panel, view] : selection.views) {
        json["views"][panel.toStdString()] = {{"layers", {view.layerLow, view.layerHigh}},
                                              {"neurons", {view.indexLow, view.indexHigh}}};
    }
    return json;
}

Json toJson(const FigureRecipe& recipe)
{
    Json json = {{"schema", kFigureRecipeSchema},
                 {"kind", recipe.kind.toStdString()},
                 {"selection", toJson(recipe.selection)},
                 {"spec", toJson(recipe.spec)}};
    if (recipe.kind == QLatin1String("difference")) {
        json["difference"] = {{"names", jsonList(recipe.names)},
                              {"measure_b", recipe.measureB.toStdString()}};
    }
    const bool isNamed = !recipe.names.isEmpty() || !recipe.published.isEmpty();
    if (recipe.kind == QLatin1String("evaluation") && isNamed) {
        json["evaluation"] = {{"names", jsonList(recipe.names)},
                              {"published", recipe.published.toStdString()}};
    }
    if (isOfSweep(recipe.kind) && !recipe.sweep.isEmpty()) {
        json["sweep"] = {{"metrics", jsonList(recipe.sweep.metrics)},
                         {"x", recipe.sweep.x.toStdString()},
                         {"series", recipe.sweep.series.toStdString()}};
    }
    for (const FigurePart& part : recipe.parts) {
        json["parts"].push_back({{"runs", part.runs}, {"recipe", toJson(part.recipe)}});
    }
    return json;
}

std::string recipeText(const FigureRecipe& recipe)
{
    return toJson(recipe).dump(2) + '\n';
}

FigureRecipe recipeFromJson(const Json& json, const FigureRecipe& defaults)
{
    ObjectReader reader(json, "");
    FigureRecipe recipe = defaults;
    const Json* schema = reader.find("schema");
    if (schema != nullptr) {
        reader.require(*schema == kFigureRecipeSchema, "schema",
                       std::to_string(kFigureRecipeSchema), *schema);
    }
    if (const Json* kind = reader.find("kind")) {
        const QString word =
            kind->is_string() ? QString::fromStdString(kind->get<std::string>()) : QString();
        reader.require(figureKinds().contains(word), "kind",
                       figureKinds().join(QStringLiteral(" or ")).toStdString(), *kind);
        recipe.kind = word;
    }
    if (const Json* selection = reader.find("selection")) {
        recipe.selection = selectionFromJson(*selection, defaults.selection);
    }
    if (const Json* spec = reader.find("spec")) {
        recipe.spec = figureSpecFromJson(*spec, defaults.spec);
    }
    if (const Json* difference = reader.find("difference")) {
        reader.require(recipe.kind == QLatin1String("difference"), "difference",
                       "nothing but in a difference", *difference);
        readDifference(*difference, recipe);
    }
    if (const Json* evaluation = reader.find("evaluation")) {
        reader.require(recipe.kind == QLatin1String("evaluation"), "evaluation",
                       "nothing but in an evaluation", *evaluation);
        readEvaluation(*evaluation, recipe);
    }
    if (const Json* sweep = reader.find("sweep")) {
        reader.require(isOfSweep(recipe.kind), "sweep", "nothing but in figures of a sweep",
                       *sweep);
        readSweep(*sweep, recipe.sweep);
    }
    if (const Json* parts = reader.find("parts")) {
        reader.require(recipe.kind == QLatin1String("board"), "parts", "nothing but in a board",
                       *parts);
        recipe.parts = partsFromJson(*parts);
    }
    reader.finish();
    return recipe;
}

FigureRecipe readRecipe(const std::filesystem::path& path, const FigureRecipe& defaults)
{
    Json json;
    try {
        json = Json::parse(readFile(path));
    } catch (const Json::parse_error& error) {
        throw FormatError(path.string(), "a figure recipe in JSON",
                          "byte " + std::to_string(error.byte) + " is not JSON");
    }
    const auto inside = json.is_object() ? json.find("recipe") : json.end();
    return recipeFromJson(json.is_object() && inside != json.end() ? *inside : json, defaults);
}

} // namespace neurograft
