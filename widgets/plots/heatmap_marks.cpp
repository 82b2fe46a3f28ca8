// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_marks.h"

namespace neurograft {

std::vector<HeatmapCell> bestMatches(const HeatmapData& data)
{
    std::vector<HeatmapCell> path;
    for (int student = 0; student < data.students; ++student) {
        std::optional<HeatmapCell> best;
        for (int teacher = 0; teacher < data.teachers; ++teacher) {
            const HeatmapCell cell{student, teacher};
            if (data.isDefined(cell) && data.isVisible(cell)
                && (!best || data.value(cell) > data.value(*best))) {
                best = cell;
            }
        }
        if (best) {
            path.push_back(*best);
        }
    }
    return path;
}

} // namespace neurograft
