// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"
#include "widgets/figures/figure_checks.h"
#include "widgets/figures/figure_recipe.h"

#include <nlohmann/json_fwd.hpp>

#include <QImage>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

/// A figure kept in the study: its recipe and where its numbers are (I11).
struct FigureEntry {
    QString name; ///< "Figure 2"
    std::vector<std::filesystem::path> runs; ///< result files, absolute: A and B of a difference
    FigureRecipe recipe;
    std::string csvSha256; ///< of the numbers it last stood for; empty before it was looked at
    std::filesystem::path exported; ///< file of the last export, absolute; empty when there is none
};

/// Paths inside @p folder (the study's) are written relative to it.
nlohmann::json toJson(const FigureEntry& entry, const std::filesystem::path& folder);
/// @throws StudyError naming the JSON path of what is wrong
FigureEntry figureEntryFromJson(const nlohmann::json& json, const std::filesystem::path& folder);

/// Reads the runs and makes the figure of a recipe.
/// @throws StudyError when the number of runs does not fit its kind or they lack what it names, and
/// what reading throws
std::shared_ptr<const Figure> loadFigure(const FigureRecipe& recipe,
                                         const std::vector<std::filesystem::path>& runs);

/// What there is to see of an entry, worked out off the GUI thread.
struct FigureLook {
    QImage thumbnail; ///< null when there is a problem
    QSizeF sizeMm;
    std::vector<FigureCheck> checks;
    std::string csvSha256;
    QString problem; ///< why it cannot be drawn now, one sentence

    int passed() const; ///< checks that passed
    bool isAllPassed() const;
};
/// Never throws: failure is the look's problem.
/// @param pixels longer side of the thumbnail
FigureLook lookAt(const FigureEntry& entry, int pixels);

} // namespace neurograft
