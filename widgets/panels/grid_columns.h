// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

namespace neurograft {

/// What small multiples of equal maps have to fit into.
struct GridSpace {
    QSize area; ///< pixels
    int count = 0; ///< maps
    double cellsAcross = 1.0; ///< of one map, as it is looked at
    double cellsUp = 1.0;
    double lineHeight = 16.0; ///< of the text: room for titles and ticks follows it
    int columnsNow = 0; ///< kept unless another number shows clearly more; 0 = none yet
};

/// Number of columns that gives the largest cells. Full rows look better than a rest, nearly square
/// arrangements better than a strip, and what stands should not jump about.
int bestColumns(const GridSpace& space);

} // namespace neurograft
