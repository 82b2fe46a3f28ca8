// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/statistics.h"
#include "core/store/result_tables.h"
#include "core/studies/chain_study.h"
#include "core/studies/sweep_metrics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What came of one cell of a sweep.
struct SweptCell {
    std::string name;
    std::vector<std::size_t> values; ///< index of the value of each axis
    bool isFinished = false;
    Metrics metrics; ///< of all its steps
};

/// Mean and sample standard deviation over the cells that differ in nothing but the seed.
struct SweptGroup {
    std::vector<std::size_t> values; ///< of the axes but `seed`
    std::vector<std::size_t> cells; ///< finished ones, by index
};

/// Groups in the order of their first cell; without an axis `seed` every cell is its own.
std::vector<SweptGroup> groupsOverSeeds(const std::vector<SweepAxis>& axes,
                                        const std::vector<SweptCell>& cells);

/// Mean and sample deviation of the numbers that are not NaN; both NaN when there are none.
MeanAndDeviation meanOfMeasured(const std::vector<double>& values);

/// Tables of the gathered result, one row per cell in the order of the cells:
/// `sweep/rows` (text: cell, axes, metrics; headings in the attribute `columns`), `sweep/cell`,
/// `sweep/finished`, `sweep/axis/<axis>` (numbers where all labels are numbers),
/// `sweep/metric/<metric>`; one row per group of seeds: `sweep/summary` (text), `sweep/seeds`,
/// `sweep/mean/<metric>`, `sweep/sd/<metric>`. NaN for a cell that is not finished.
/// Equal cells give equal tables, whoever computed them.
std::vector<Table> sweepTables(const std::vector<SweepAxis>& axes,
                               const std::vector<SweptCell>& cells);

/// `sweep/published` (text): those of @p published that the sweep @p step measures, one row each:
/// row, column, value, unit, metric (within the sweep), where (JSON: axes and labels), source,
/// note. None when it measures none of them.
std::optional<Table> publishedTable(const std::string& step,
                                    const std::vector<PublishedNumber>& published);

} // namespace neurograft
