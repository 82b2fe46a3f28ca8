// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_recipe.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What an exported figure says about where it comes from (G4): its manifest, read from the PDF's
/// attachment, the SVG's <metadata>, the PNG's text chunk, or the side-car "FILE.json".
struct FigureOrigin {
    nlohmann::json manifest;
    FigureRecipe recipe;
    bool isFromSideCar = false; ///< the figure itself carried none
};

/// @throws FormatError for a file that is no figure of ours (with what it is) or a manifest that
/// cannot be understood; StudyError for a recipe this version cannot draw
FigureOrigin readFigureOrigin(const std::filesystem::path& figure);
/// Suffix pdf, svg or png.
bool isFigureFile(const std::filesystem::path& path);

/// What a manifest says of one run behind a figure.
struct RunClaim {
    std::string file; ///< name of the result file, without folder
    std::string studySha256;
    std::string createdUtc;
};
/// The run, A and B of a difference, or those of a board, in the recipe's order.
std::vector<RunClaim> runClaims(const nlohmann::json& manifest);

/// The result file a claim speaks of: by name, then any other file that says the same of itself, in
/// the figure's folder, the folders above it and their "runs", and in @p places.
/// @throws StudyError naming the run and where it was looked for
std::filesystem::path findRun(const RunClaim& claim, const std::filesystem::path& figure,
                              const std::vector<std::filesystem::path>& places);

} // namespace neurograft
