// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QLineF>

#include <algorithm>
#include <optional>
#include <vector>

namespace neurograft {

/// A rectangle of cells, ends included.
struct HeatmapBlock {
    int studentFirst = 0;
    int studentLast = 0;
    int teacherFirst = 0;
    int teacherLast = 0;

    bool operator==(const HeatmapBlock& other) const
    {
        return studentFirst == other.studentFirst && studentLast == other.studentLast
            && teacherFirst == other.teacherFirst && teacherLast == other.teacherLast;
    }
    int cells() const
    {
        return (studentLast - studentFirst + 1) * (teacherLast - teacherFirst + 1);
    }
};

/// The block between two opposite corners.
inline HeatmapBlock blockBetween(const HeatmapCell& a, const HeatmapCell& b)
{
    return {std::min(a.student, b.student), std::max(a.student, b.student),
            std::min(a.teacher, b.teacher), std::max(a.teacher, b.teacher)};
}

/// What stands on a map beside frame and cross-hair; cells outside the map are passed over.
struct HeatmapMarks {
    std::vector<HeatmapCell> set; ///< outlined together
    std::optional<HeatmapCell> pinned; ///< dashed frame
    int studentLayer = -1; ///< outlined row
    int teacherLayer = -1; ///< outlined column
    std::vector<HeatmapCell> path; ///< dots: the best match of each student layer
    std::vector<HeatmapCell> pairs; ///< diamonds: layers a transfer paired
    std::vector<QLineF> chance; ///< thin line: chanceContour()

    bool operator==(const HeatmapMarks& other) const
    {
        return set == other.set && pinned == other.pinned && studentLayer == other.studentLayer
            && teacherLayer == other.teacherLayer && path == other.path && pairs == other.pairs
            && chance == other.chance;
    }
    bool operator!=(const HeatmapMarks& other) const { return !(*this == other); }
};

/// Best defined and shown teacher layer of each student layer, the lowest one of equals; layers
/// without a value are left out.
std::vector<HeatmapCell> bestMatches(const HeatmapData& data);

} // namespace neurograft
