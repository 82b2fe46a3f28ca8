// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_command.h"

#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "widgets/figures/figure_batch.h"
#include "widgets/figures/result_figures.h"
#include "widgets/models/path_text.h"
#include "widgets/models/transfer_result.h"

#include <QCoreApplication>
#include <QGuiApplication>

#include <algorithm>
#include <cmath>
#include <initializer_list>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void checkKind(const std::string& kind)
{
    // A board is drawn from its recipe alone.
    if (kind.empty() || (kind != "board" && figureKinds().contains(QString::fromStdString(kind)))) {
        return;
    }
    throw UsageError("--kind",
                     "similarity, difference, neurons, layers, tokens, parameters, spectrum, loss, "
                     "evaluation, sweep or parallel",
                     "'" + kind + "'");
}

template <typename Value> void checkRange(const char* option, Value value, Value low, Value high)
{
    if (!(value >= low && value <= high)) {
        throw UsageError(option,
                         "a number from " + std::to_string(low) + " to " + std::to_string(high),
                         std::to_string(value));
    }
}

FigureFormat parsedFormat(const std::string& name)
{
    const auto format = formatFromName(QString::fromStdString(name));
    if (!format) {
        throw UsageError("--format", "pdf, svg or png", "'" + name + "'");
    }
    return *format;
}

/// The format of one figure: its option, else the suffix of its name, else the recipe's.
FigureFormat formatOf(const FigureRequest& request, FigureFormat fallback)
{
    if (request.formats.size() > 1) {
        throw UsageError("--format", "one format for one figure",
                         std::to_string(request.formats.size()) + " formats",
                         "Use --all to write several.");
    }
    const FigureFormat asked =
        request.formats.empty() ? fallback : parsedFormat(request.formats.front());
    const QString suffix = QString::fromStdString(request.out.extension().string()).mid(1);
    if (suffix.isEmpty()) {
        return asked;
    }
    const auto named = formatFromName(suffix);
    if (!named) {
        throw UsageError("--out", "a name that ends in .pdf, .svg or .png",
                         request.out.filename().string());
    }
    if (!request.formats.empty() && named != std::optional(asked)) {
        throw UsageError("--out", "a name that ends in ." + formatName(asked).toStdString(),
                         request.out.filename().string());
    }
    return named.value_or(asked);
}

std::vector<FigureFormat> batchFormats(const FigureRequest& request, FigureFormat fallback)
{
    std::vector<FigureFormat> formats;
    for (const std::string& name : request.formats) {
        formats.push_back(parsedFormat(name));
    }
    return formats.empty() ? std::vector<FigureFormat>{fallback} : formats;
}

FigureRecipe recipeOf(const FigureRequest& request)
{
    FigureRecipe recipe;
    if (request.recipe) {
        recipe = readRecipe(*request.recipe);
    }
    FigureSpec& spec = recipe.spec;
    if (!request.kind.empty()) {
        recipe.kind = QString::fromStdString(request.kind);
    }
    if (recipe.kind == QLatin1String("difference") && !request.recipe) {
        spec.colorMap = ColorMapId::Vik;
    }
    if (request.preset) {
        spec.applyPreset(QString::fromStdString(*request.preset));
    }
    if (request.widthMm) {
        checkRange("--width-mm", *request.widthMm, 10.0, 2000.0);
        spec.widthMm = *request.widthMm;
        spec.preset.clear();
    }
    if (request.heightMm) {
        checkRange("--height-mm", *request.heightMm, 10.0, 2000.0);
        spec.heightMm = *request.heightMm;
    }
    if (request.dpi) {
        checkRange("--dpi", *request.dpi, 30, 2400);
        spec.dpi = *request.dpi;
    }
    if (request.map) {
        const auto map = ColorMap::fromName(QString::fromStdString(*request.map));
        if (!map) {
            throw UsageError("--map", "magma, viridis, cividis, grey or vik",
                             "'" + *request.map + "'");
        }
        spec.colorMap = *map;
    }
    spec.isTransposed = spec.isTransposed || request.transpose;
    spec.isLocked = spec.isLocked && !request.unlock;
    HeatmapSelection& selection = recipe.selection;
    if (!request.modules.empty()) {
        selection.modules.clear();
        for (const std::string& module : request.modules) {
            selection.modules << QString::fromStdString(module);
        }
    }
    if (!request.baseline.empty()) {
        selection.baseline = QString::fromStdString(request.baseline);
    }
    selection.isMap = selection.isMap || request.isMap;
    if (request.top) {
        checkRange("--top", *request.top, 1, 1000);
        selection.top = *request.top;
    }
    if (request.layer) {
        checkRange("--layer", *request.layer, 0, 100000);
        selection.layer = *request.layer;
    }
    if (request.pairsOf) {
        selection.pairs = usedLayerPairs(readTransferResult(*request.pairsOf));
        selection.pairsName = transferRunName(fromPath(*request.pairsOf));
    }
    if (!request.metrics.empty()) {
        recipe.sweep.metrics.clear();
        for (const std::string& metric : request.metrics) {
            recipe.sweep.metrics << QString::fromStdString(metric);
        }
    }
    if (!request.x.empty()) {
        recipe.sweep.x = QString::fromStdString(request.x);
    }
    if (!request.series.empty()) {
        recipe.sweep.series = QString::fromStdString(request.series);
    }
    if (!request.published.empty()) {
        recipe.published = QString::fromStdString(request.published);
    }
    spec.showChance = spec.showChance || request.chance;
    if (request.measure) {
        selection.measure = QString::fromStdString(*request.measure);
    }
    if (request.mask) {
        checkLayerMask(*request.mask); // a wrong word is told before a file is read
        selection.mask = QString::fromStdString(*request.mask);
    }
    return recipe;
}

/// Options that belong to some kinds alone.
void checkOptionsOfKind(const FigureRequest& request, const QString& kind)
{
    const auto require = [&kind](bool isGiven, const char* option, const char* wanted,
                                 std::initializer_list<const char*> kinds) {
        const bool isFit = std::any_of(kinds.begin(), kinds.end(), [&kind](const char* word) {
            return kind == QLatin1String(word);
        });
        if (isGiven && !isFit) {
            throw UsageError(option, wanted, kind.toStdString());
        }
    };
    require(request.top.has_value(), "--top", "a table of tokens (--kind tokens)", {"tokens"});
    require(request.layer.has_value(), "--layer", "singular values (--kind spectrum)",
            {"spectrum"});
    require(request.isMap, "--heatmap", "curves (--kind parameters or spectrum)",
            {"parameters", "spectrum"});
    require(!request.baseline.empty(), "--baseline", "maps of similarity (--kind similarity)",
            {"similarity"});
    require(request.pairsOf.has_value(), "--pairs", "maps of layer pairs (--kind similarity)",
            {"similarity", "difference"});
    require(!request.metrics.empty(), "--metric", "a sweep (--kind sweep or parallel)",
            {"sweep", "parallel"});
    require(!request.x.empty(), "--x", "lines of a sweep (--kind sweep)", {"sweep"});
    require(!request.series.empty(), "--series", "lines of a sweep (--kind sweep)", {"sweep"});
    require(!request.published.empty(), "--published", "scores (--kind evaluation)",
            {"evaluation"});
}

std::vector<WrittenFigure> writeAll(const FigureRequest& request, const RunContext& context)
{
    const FigureRecipe recipe = recipeOf(request);
    BatchOptions options;
    options.folder = request.out;
    options.formats = batchFormats(request, recipe.spec.format);
    options.overwrite = request.force;
    std::vector<FigureEntry> entries;
    for (const fs::path& path : request.results) {
        context.throwIfStopped();
        const std::vector<FigureEntry> own = figuresOfResult(
            path, recipe, {QString::fromStdString(request.kind), !request.recipe && !request.map});
        entries.insert(entries.end(), own.begin(), own.end());
    }
    std::vector<WrittenFigure> written;
    for (BatchFile& file : writeFigureBatch(entries, options, context)) {
        written.push_back(std::move(file.written));
    }
    return written;
}

} // namespace

void ensureFigureApplication()
{
    if (QCoreApplication::instance() != nullptr) {
        return;
    }
    // Offscreen always: the same bytes with and without a display.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    static int count = 1;
    static char name[] = "neurograft";
    static char* arguments[] = {name, nullptr};
    // Never destroyed: at exit its destructor would meet Qt globals that are gone already.
    static const auto* const application = new QGuiApplication(count, arguments);
    Q_UNUSED(application)
}

std::vector<WrittenFigure> writeFigures(const FigureRequest& request, const RunContext& context)
{
    ensureFigureApplication();
    checkKind(request.kind);
    if (request.results.empty()) {
        throw UsageError("figure", "a result file", "none");
    }
    if (request.out.empty()) {
        throw UsageError("--out", request.all ? "a folder" : "a file name", "nothing");
    }
    if (request.all) {
        if (request.kind == "difference") {
            throw UsageError("--kind", "similarity with --all", "difference",
                             "Name A and B and leave out --all.");
        }
        return writeAll(request, context);
    }
    FigureRecipe recipe = recipeOf(request);
    if (request.kind.empty() && !request.recipe) {
        recipe.kind = heldFigureKind(request.results.front());
    }
    checkOptionsOfKind(request, recipe.kind);
    const bool takesSeveral = recipe.kind == QLatin1String("difference")
        || recipe.kind == QLatin1String("evaluation") || recipe.kind == QLatin1String("board");
    if (request.results.size() > 1 && !takesSeveral) {
        throw UsageError("figure", "one result file",
                         std::to_string(request.results.size()) + " files",
                         "Use --all to draw several.");
    }
    if (request.results.size() != 2 && recipe.kind == QLatin1String("difference")) {
        throw UsageError("figure", "two result files, A and B",
                         std::to_string(request.results.size()));
    }
    recipe.spec.format = formatOf(request, recipe.spec.format);
    context.throwIfStopped();
    const std::shared_ptr<const Figure> figure = loadFigure(recipe, request.results);
    if (!request.recipe) {
        recipe.spec.title = figure->titleHint();
    }
    takeHouseColors(recipe, *figure, !request.recipe && !request.map);
    fs::path out = request.out;
    if (out.extension().empty()) {
        out += '.' + formatName(recipe.spec.format).toStdString();
    }
    return {FigureExporter::write(*figure, recipe.spec, out, request.force)};
}

std::vector<fs::path> writeAllFigures(const fs::path& result, const fs::path& folder)
{
    FigureRequest request;
    request.results = {result};
    request.all = true;
    request.formats = {"pdf", "png"};
    request.preset = "generic-full";
    request.out = folder;
    request.force = true;
    std::vector<fs::path> files;
    for (const WrittenFigure& figure : writeFigures(request, {})) {
        files.push_back(figure.figure);
    }
    return files;
}

} // namespace neurograft
