// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/figures/heatmap_figure.h"
#include "widgets/figures/sweep_words.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// Everything that makes a figure besides the result file: which part of it, and how it is drawn.
/// Kept with the run, read by --recipe.
struct FigureRecipe {
    HeatmapSelection selection;
    FigureSpec spec;
    QString kind = QStringLiteral("similarity"); ///< one of figureKinds()
    /// Of a difference: how A and B are called; empty: as their files. Of an evaluation: how each
    /// run is called; empty: as its model.
    QStringList names;
    QString measureB; ///< of a difference: B's measure where it is not A's
    QString published; ///< of an evaluation: study whose published numbers are marked
    SweepSelection sweep; ///< of a sweep and its parallel coordinates
    std::vector<struct FigurePart> parts; ///< of a board, in reading order
};

/// One figure of a board; which of the board's runs it is drawn from, by their place.
struct FigurePart {
    std::vector<int> runs;
    FigureRecipe recipe;
};

/// Kinds this version draws: "similarity", "difference", "neurons", "layers", "tokens", "loss",
/// "evaluation", "parameters", "spectrum", "recomposition", "sweep", "parallel",
/// "board".
const QStringList& figureKinds();

/// {"schema":1,"kind":"similarity","selection":{…},"spec":{…}}: every value written out.
nlohmann::json toJson(const FigureRecipe& recipe);
nlohmann::json toJson(const FigureSpec& spec);
nlohmann::json toJson(const HeatmapSelection& selection);

/// The recipe as a file for --recipe.
std::string recipeText(const FigureRecipe& recipe);

/// Missing keys keep the value of @p defaults. @throws StudyError naming the JSON path of an
/// unknown key, a wrong type or a value out of range
FigureRecipe recipeFromJson(const nlohmann::json& json, const FigureRecipe& defaults = {});

/// A recipe file, or the manifest beside or inside an exported figure (its "recipe"). @throws
/// FormatError when it is no JSON
FigureRecipe readRecipe(const std::filesystem::path& path, const FigureRecipe& defaults = {});

} // namespace neurograft
