// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <cmath>
#include <limits>

namespace neurograft::testing {

/// A map whose values are known by formula: 0.9 - 0.03 * |teacher - student * (T-1)/(S-1)|.
inline HeatmapData sampleHeatmap(int students, int teachers, const QString& module)
{
    HeatmapData data;
    data.students = students;
    data.teachers = teachers;
    data.module = module;
    data.measure = QStringLiteral("cka");
    data.estimator = QStringLiteral("unbiased");
    data.unit = QStringLiteral("token");
    data.n = 4096;
    for (int student = 0; student < students; ++student) {
        for (int teacher = 0; teacher < teachers; ++teacher) {
            const double diagonal = student * (teachers - 1.0) / std::max(1.0, students - 1.0);
            data.values.push_back(0.9 - 0.03 * std::abs(teacher - diagonal));
        }
    }
    return data;
}

/// Shows only teacher layer >= student layer, the mask "upper" of similarity.md 6.3.
inline void maskUpper(HeatmapData& data)
{
    data.visible.assign(data.values.size(), 0);
    for (int student = 0; student < data.students; ++student) {
        for (int teacher = student; teacher < data.teachers; ++teacher) {
            data.visible[data.offset({student, teacher})] = 1;
        }
    }
}

inline void makeUndefined(HeatmapData& data, const HeatmapCell& cell, std::uint8_t reason)
{
    data.reasons.resize(data.values.size(), 0);
    data.reasons[data.offset(cell)] = reason;
    data.values[data.offset(cell)] = std::numeric_limits<double>::quiet_NaN();
}

} // namespace neurograft::testing
