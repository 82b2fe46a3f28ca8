// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/curve_grid.h"
#include "widgets/figures/sweep_words.h"

#include <string>
#include <vector>

namespace neurograft {

/// How the axes of a sweep are laid out as lines: one goes along x, one gives the series, all
/// others with more than one value give charts of their own. Indices of axes.
struct SweepLayout {
    std::string metric;
    std::size_t x = 0;
    std::optional<std::size_t> series;
    std::vector<std::size_t> panels;
    std::vector<std::size_t> fixed; ///< those with one value
};

/// Choices that are not made are those of the house style: along x the first axis of numbers with
/// more than one value (else the first with more than one), the next one gives the series.
/// @throws StudyError for a metric or axis the sweep has not, UsageError for `seed` as an axis or
/// an axis used twice
SweepLayout sweepLayout(const GatheredSweep& sweep, const SweepSelection& selection,
                        const std::string& file);

/// Means over the seeds as curves, bands of ± the sample deviation, published numbers as marks (as
/// lines across where they are of no value of x).
CurveGrid sweepGrid(const GatheredSweep& sweep, const SweepLayout& layout);

/// One line per group: axes, mean, sd, seeds, published, row, source (a line more for each further
/// published number).
std::string sweepCsv(const GatheredSweep& sweep, const SweepLayout& layout);

} // namespace neurograft
