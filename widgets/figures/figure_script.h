// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

#include <filesystem>

namespace neurograft {

/// Whether a figure can be written as a script: all kinds but scores, tables of tokens and boards,
/// whose figures are exported one by one.
bool hasFigureScript(const Figure& figure);

/// Writes NAME.py and NAME.npz (I13): matplotlib draws the figure from its tables, and from the
/// colour table as "colors" [256, 3].
/// @throws UsageError for a figure without a script, StudyError when a file exists and @p overwrite
/// is false, StoreError when writing fails
void writeFigureScript(const Figure& figure, const FigureSpec& spec,
                       const std::filesystem::path& script, bool overwrite);

} // namespace neurograft
