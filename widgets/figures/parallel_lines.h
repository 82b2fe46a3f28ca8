// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/parallel_figure.h"

#include <cstddef>
#include <vector>

namespace neurograft {

/// Height on the page, from 0 to 1, of a place on an axis: values of the sweep keep from the ends,
/// so that the cells of one value have room around it.
double parallelPlace(const ParallelAxis& axis, double place);

/// Heights of all cells on an axis; NaN where a cell has none. Those of one value of the sweep lie
/// side by side, in the order of their colours: on top of each other all but one would be hidden.
std::vector<double> parallelPlaces(const ParallelFigure& figure, const ParallelAxis& axis);

/// Cells in the order in which they are drawn: those of a high number lie over those of a low one,
/// cells without it below all.
std::vector<std::size_t> parallelOrder(const ParallelFigure& figure);

} // namespace neurograft
