// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_recipe.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Parsed options of `neurograft figure` (cli.md); what is not given comes from the recipe, then
/// from the house style.
struct FigureRequest {
    std::vector<std::filesystem::path> results;
    bool all = false; ///< every figure of every result, into the folder `out`
    std::string kind; ///< empty: what the file holds
    std::vector<std::string> modules;
    std::optional<std::string> measure;
    std::string baseline; ///< of similarity: one of baselineMaps()
    bool isMap = false; ///< of parameters and spectra: a heatmap in the place of curves
    std::optional<int> top; ///< rows of a table
    std::optional<int> layer; ///< of spectra: the student's
    std::vector<std::string> metrics; ///< of a sweep: numbers, "answers/score"
    std::string x; ///< of a sweep: the axis along x
    std::string series; ///< of a sweep: the axis whose values are lines
    std::string published; ///< of an evaluation: study whose published numbers are marked
    std::optional<std::filesystem::path> pairsOf; ///< transfer run whose layer pairs are marked
    bool chance = false; ///< contour of the cells above chance
    std::optional<std::string> preset;
    std::optional<double> widthMm;
    std::optional<double> heightMm;
    std::vector<std::string> formats; ///< pdf, svg, png; several with `all` only
    std::optional<int> dpi;
    std::optional<std::string> map;
    std::optional<std::string> mask;
    std::optional<std::filesystem::path> recipe;
    bool transpose = false;
    bool unlock = false; ///< a colour scale per panel
    std::filesystem::path out;
    bool force = false;
};

/// Makes a QGuiApplication on the offscreen platform when there is none: figures need fonts, not a
/// display.
void ensureFigureApplication();

/// Writes what is asked for. With `all` also DIR/manifest.json, the list of figures.
/// @throws UsageError for options that cannot be meant, StudyError naming what a file holds, and
/// what reading and writing throw
std::vector<WrittenFigure> writeFigures(const FigureRequest& request, const RunContext& context);

/// Every figure of a result as PDF and PNG in the house style, existing ones replaced; the files
/// written, side-cars left out.
std::vector<std::filesystem::path> writeAllFigures(const std::filesystem::path& result,
                                                   const std::filesystem::path& folder);

/// The command that draws this figure again ("Copy as command"): flags where they exist, else
/// `--recipe` with @p recipeFile, which the caller writes from toJson(recipe).
/// @return the command line; @p needsRecipe tells whether the recipe file is named in it
/// @param results the result file, or A and B of a difference
std::string figureCommandLine(const std::vector<std::filesystem::path>& results,
                              const FigureRecipe& recipe, const std::filesystem::path& out,
                              const std::filesystem::path& recipeFile, bool* needsRecipe = nullptr);

/// A command line, and the recipe it names; empty when flags say everything.
struct CommandWithRecipe {
    std::string line;
    std::filesystem::path recipeFile;
};

/// The same, with the recipe written beside @p out where the line names one.
/// @throws what writing throws
CommandWithRecipe commandWithRecipe(const std::vector<std::filesystem::path>& results,
                                    const FigureRecipe& recipe, const std::filesystem::path& out);
/// What a window says when the line is on the clipboard.
QString copiedCommandText(const CommandWithRecipe& command);

} // namespace neurograft
