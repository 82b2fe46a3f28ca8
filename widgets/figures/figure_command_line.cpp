// SPDX-License-Identifier: GPL-3.0-or-later
// A recipe as the command that draws it.
#include "core/study/similarity_command.h"
#include "core/support/atomic_file.h"
#include "widgets/figures/figure_command.h"
#include "widgets/models/path_text.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace neurograft {

namespace fs = std::filesystem;

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
    said.selection.views.clear(); // parts of maps have no flag, and marks only with their run
    said.selection.pairs.clear();
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
    if (!recipe.selection.baseline.isEmpty()) {
        command += " --baseline " + recipe.selection.baseline.toStdString();
    }
    if (recipe.selection.isMap) {
        command += " --heatmap";
    }
    if (recipe.selection.top > 0) {
        command += " --top " + std::to_string(recipe.selection.top);
    }
    if (recipe.selection.layer) {
        command += " --layer " + std::to_string(*recipe.selection.layer);
    }
    if (recipe.kind == QLatin1String("sweep") || recipe.kind == QLatin1String("parallel")) {
        said.sweep = recipe.sweep;
        const auto add = [&command](const char* option, const QString& value) {
            if (!value.isEmpty()) {
                command += ' ' + std::string(option) + ' ' + shellWord(value.toStdString());
            }
        };
        add("--metric", recipe.sweep.metrics.join(u','));
        add("--x", recipe.sweep.x);
        add("--series", recipe.sweep.series);
    }
    if (recipe.kind == QLatin1String("evaluation") && !recipe.published.isEmpty()) {
        said.published = recipe.published;
        command += " --published " + shellWord(recipe.published.toStdString());
    }
    if (recipe.spec.showChance) {
        said.spec.showChance = true;
        command += " --chance";
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
    // Of neuron and parameter maps the command chooses it by the numbers.
    if (spec.colorMap != said.spec.colorMap || recipe.kind == QLatin1String("neurons")
        || recipe.selection.isMap) {
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
