// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_checks.h"

namespace neurograft {

/// Checks 1, 2, 7 to 10 and 12 of ux.md 5.4 on the bytes that would be written: fonts, lossless
/// cells, real text, resolution, probe colours, attached data. Takes about as long as an export.
/// @throws what drawing throws
std::vector<FigureCheck> fileChecks(const Figure& figure, const FigureSpec& spec);

} // namespace neurograft
