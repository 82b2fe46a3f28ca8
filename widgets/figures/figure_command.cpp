// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_command.h"

#include "core/run/error.h"
#include "core/study/layer_mask.h"
#include "core/study/similarity_command.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/figure_batch.h"
#include "widgets/figures/result_heatmaps.h"
#include "widgets/models/path_text.h"
#include "widgets/plots/neuron_map_data.h"

#include <QCoreApplication>
#include <QGuiApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

void checkKind(const std::string& kind)
{
    static constexpr std::array<const char*, 9> kKinds{"similarity", "difference", "neurons",
                                                       "layers",     "parameters", "spectrum",
                                                       "loss",       "evaluation", "tokens"};
    // A board is drawn from its recipe alone.
    if (kind.empty() || (kind != "board" && figureKinds().contains(QString::fromStdString(kind)))) {
        return;
    }
    const bool isKnown = std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
    throw UsageError("--kind", "similarity, difference, neurons or layers",
                     isKnown ? "'" + kind + "', which this version does not draw yet"
                             : "'" + kind + "'");
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
    if (request.measure) {
        selection.measure = QString::fromStdString(*request.measure);
    }
    if (request.mask) {
        checkLayerMask(*request.mask); // a wrong word is told before a file is read
        selection.mask = QString::fromStdString(*request.mask);
    }
    return recipe;
}

/// Colours that depend on the numbers, unless somebody chose some.
void takeHouseColors(FigureRecipe& recipe, const Figure& figure, const FigureRequest& request)
{
    if (!request.recipe && !request.map) {
        recipe.spec.colorMap = figure.colorMapHint().value_or(recipe.spec.colorMap);
    }
}

/// What a file holds most of all: similarity, or the neurons of a locate run.
QString heldKind(const fs::path& path)
{
    bool hasNeurons = false;
    for (const std::string& table : listTables(path)) {
        if (table.compare(0, 11, "similarity/") == 0) {
            return QStringLiteral("similarity");
        }
        hasNeurons = hasNeurons || table.compare(0, 12, "attribution/") == 0;
    }
    return hasNeurons ? QStringLiteral("neurons") : QStringLiteral("similarity");
}

/// The result's figures: one per measure.
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

/// Neuron maps and layer bars of a locate result; the selection of layer pairs is not theirs.
std::vector<FigureEntry> neuronEntriesOf(const fs::path& path, const ResultFile& result,
                                         const FigureRequest& request, const FigureRecipe& recipe)
{
    std::vector<FigureEntry> entries;
    for (const char* kind : {"neurons", "layers"}) {
        if (!request.kind.empty() && request.kind != kind) {
            continue;
        }
        FigureEntry entry;
        entry.name = QString::fromStdString(path.stem().string() + '-' + kind);
        entry.runs = {path};
        entry.recipe = recipe;
        entry.recipe.kind = QString::fromLatin1(kind);
        entry.recipe.selection = {};
        entry.recipe.spec.isTransposed = false;
        for (const QString& module : recipe.selection.modules) {
            if (kind == std::string("neurons") && neuronFamilyOf(module)) {
                entry.recipe.selection.modules << module;
            }
        }
        const bool isHeld =
            std::any_of(result.tables.begin(), result.tables.end(), [&](const Table& table) {
                const std::string name = table.path.substr(table.path.rfind('/') + 1);
                return table.path.compare(0, 12, "attribution/") == 0
                    && (kind == std::string("layers") ? name == "layer_ffn" || name == "layer_attn"
                                                      : name == "ffn" || name == "attn");
            });
        if (isHeld) {
            takeHouseColors(entry.recipe, *loadFigure(entry.recipe, entry.runs), request);
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

/// Every figure of one result, called "<result>-similarity-<measure>", "<result>-neurons",
/// "<result>-layers".
std::vector<FigureEntry> entriesOf(const fs::path& path, const FigureRequest& request,
                                   const FigureRecipe& recipe)
{
    const ResultFile result = readResult(path);
    std::vector<FigureEntry> entries = neuronEntriesOf(path, result, request, recipe);
    const bool isAsked = request.kind.empty() || request.kind == "similarity";
    const std::vector<QString> measures =
        isAsked ? measuresOf(result, recipe.selection) : std::vector<QString>();
    if (measures.empty() && entries.empty() && isAsked) {
        heatmapFigureFromResult(result, path.filename().string(),
                                recipe.selection); // says what it holds
    } else if (entries.empty() && !isAsked) {
        loadFigure(recipe, {path}); // the same
    }
    for (const QString& measure : measures) {
        FigureEntry entry;
        entry.name =
            QString::fromStdString(path.stem().string()) + QStringLiteral("-similarity-") + measure;
        entry.runs = {path};
        entry.recipe = recipe;
        entry.recipe.kind = QStringLiteral("similarity");
        entry.recipe.selection.measure = measure;
        entries.push_back(std::move(entry));
    }
    return entries;
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
        const std::vector<FigureEntry> own = entriesOf(path, request, recipe);
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
        recipe.kind = heldKind(request.results.front());
    }
    const bool takesSeveral =
        recipe.kind == QLatin1String("difference") || recipe.kind == QLatin1String("board");
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
    takeHouseColors(recipe, *figure, request);
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

std::string figureCommandLine(const std::vector<fs::path>& results, const FigureRecipe& recipe,
                              const fs::path& out, const fs::path& recipeFile, bool* needsRecipe)
{
    std::string figure = "neurograft figure";
    for (const fs::path& result : results) {
        figure += ' ' + shellWord(result.string());
    }
    // What the flags can say, said; the rest of the recipe must then be the default.
    FigureRecipe said;
    std::string command = figure + " --kind " + recipe.kind.toStdString();
    const FigureSpec& spec = recipe.spec;
    said.kind = recipe.kind;
    said.selection = recipe.selection;
    if (recipe.kind == QLatin1String("difference") && results.size() == 2) {
        // What the command calls A and B, and writes above the maps.
        said.spec.colorMap = ColorMapId::Vik;
        said.names = {fromPath(results[0].stem()), fromPath(results[1].stem())};
        said.measureB = recipe.selection.measure;
        said.spec.title = QStringLiteral("A: %1, B: %2").arg(said.names[0], said.names[1]);
    }
    if (!recipe.selection.modules.isEmpty()) {
        command += " --modules " + shellWord(recipe.selection.modules.join(u',').toStdString());
    }
    if (!recipe.selection.measure.isEmpty()) {
        command += " --measure " + shellWord(recipe.selection.measure.toStdString());
    }
    if (recipe.selection.mask != QLatin1String("none")) {
        command += " --mask " + shellWord(recipe.selection.mask.toStdString());
    }
    if (findPreset(spec.preset) != nullptr) {
        said.spec.applyPreset(spec.preset);
        command += " --preset " + spec.preset.toStdString();
    } else {
        said.spec.preset.clear();
        said.spec.widthMm = spec.widthMm;
        command += " --width-mm " + QString::number(spec.widthMm).toStdString();
    }
    if (spec.heightMm > 0.0) {
        said.spec.heightMm = spec.heightMm;
        command += " --height-mm " + QString::number(spec.heightMm).toStdString();
    }
    // Of neuron maps the command chooses it by the numbers.
    if (spec.colorMap != said.spec.colorMap || recipe.kind == QLatin1String("neurons")) {
        said.spec.colorMap = spec.colorMap;
        command += " --map " + ColorMap::name(spec.colorMap).toStdString();
    }
    if (spec.dpi != said.spec.dpi) {
        said.spec.dpi = spec.dpi;
        command += " --dpi " + std::to_string(spec.dpi);
    }
    if (spec.isTransposed) {
        said.spec.isTransposed = true;
        command += " --transpose";
    }
    if (!spec.isLocked) {
        said.spec.isLocked = false;
        command += " --unlock";
    }
    said.spec.format = spec.format;
    command += " --format " + formatName(spec.format).toStdString();
    const bool isSaid = toJson(said) == toJson(recipe);
    if (needsRecipe != nullptr) {
        *needsRecipe = !isSaid;
    }
    if (!isSaid) {
        command = figure + " --recipe " + shellWord(recipeFile.string());
    }
    return command + " --out " + shellWord(out.string());
}

CommandWithRecipe commandWithRecipe(const std::vector<fs::path>& results,
                                    const FigureRecipe& recipe, const fs::path& out)
{
    const fs::path recipeFile = fs::path(out).replace_extension(".recipe.json");
    bool needsRecipe = false;
    const std::string line = figureCommandLine(results, recipe, out, recipeFile, &needsRecipe);
    if (!needsRecipe) {
        return {line, {}};
    }
    writeFileAtomically(recipeFile, recipeText(recipe), true);
    return {line, recipeFile};
}

QString copiedCommandText(const CommandWithRecipe& command)
{
    return command.recipeFile.empty()
        ? QCoreApplication::translate("FigureCommand", "Command copied.")
        : QCoreApplication::translate("FigureCommand", "Command copied; its recipe is %1.")
              .arg(fromPath(command.recipeFile.filename()));
}

} // namespace neurograft
