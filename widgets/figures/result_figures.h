// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_entry.h"

#include <filesystem>
#include <vector>

namespace neurograft {

/// Which figures of a result are meant.
struct ResultFigureChoice {
    QString kind; ///< empty: all that it holds
    bool takesHouseColors = true; ///< nobody chose a colour map
};

/// The kind of what a file holds most of all: similarity, a sweep, else training curves, scores,
/// curves of adapters, singular values, neurons, the layers of a sensitivity.
QString heldFigureKind(const std::filesystem::path& path);

/// Colours that depend on the numbers.
void takeHouseColors(FigureRecipe& recipe, const Figure& figure, bool isWanted);

/// Every figure of one result, called "<result>-similarity-<measure>", "<result>-neurons",
/// "<result>-layers", "<result>-tokens", "<result>-parameters", …; of a sweep
/// "<result>-sweep-<metric>" for its main numbers, and "<result>-parallel".
/// @throws StudyError telling what the file holds when it has none of those meant
std::vector<FigureEntry> figuresOfResult(const std::filesystem::path& path,
                                         const FigureRecipe& recipe,
                                         const ResultFigureChoice& choice);

} // namespace neurograft
