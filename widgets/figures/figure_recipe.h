// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"
#include "widgets/figures/heatmap_figure.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace neurograft {

/// Everything that makes a figure besides the result file: which part of it, and how it is drawn.
/// Kept with the run, read by --recipe.
struct FigureRecipe {
    HeatmapSelection selection;
    FigureSpec spec;
};

/// {"schema":1,"kind":"similarity","selection":{…},"spec":{…}}: every value written out.
nlohmann::json toJson(const FigureRecipe& recipe);
nlohmann::json toJson(const FigureSpec& spec);

/// Missing keys keep the value of @p defaults. @throws StudyError naming the JSON path of an
/// unknown key, a wrong type or a value out of range
FigureRecipe recipeFromJson(const nlohmann::json& json, const FigureRecipe& defaults = {});

/// A recipe file, or the manifest beside or inside an exported figure (its "recipe"). @throws
/// FormatError when it is no JSON
FigureRecipe readRecipe(const std::filesystem::path& path, const FigureRecipe& defaults = {});

} // namespace neurograft
