// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/grid_columns.h"

#include <algorithm>
#include <cstdlib>

namespace neurograft {

int bestColumns(const GridSpace& space)
{
    // Room around a map for title, ticks and axis titles, as HeatmapPlot lays them out.
    const double aside = space.lineHeight * 3.5;
    const double above = space.lineHeight * 4.6;
    int best = 1;
    double bestCell = 0.0;
    for (int columns = 1; columns <= space.count; ++columns) {
        const int rows = (space.count + columns - 1) / columns;
        if (columns * rows - space.count >= columns) {
            continue;
        }
        const double cell =
            std::min((space.area.width() / double(columns) - aside) / space.cellsAcross,
                     (space.area.height() / double(rows) - above) / space.cellsUp);
        double worth = cell * (space.count % columns == 0 ? 1.1 : 1.0);
        worth *= std::abs(columns - rows) > 1 ? 0.85 : 1.0;
        worth *= columns == space.columnsNow ? 1.1 : 1.0;
        if (worth > bestCell) {
            bestCell = worth;
            best = columns;
        }
    }
    return best;
}

} // namespace neurograft
