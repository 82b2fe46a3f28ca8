// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_chance.h"

#include <cmath>

namespace neurograft {

namespace {

/// Calls @p add(from, to) for each longest run of places where @p isEdge holds.
template <class IsEdge, class Add> void joinEdges(int count, IsEdge isEdge, Add add)
{
    int from = -1;
    for (int i = 0; i <= count; ++i) {
        const bool isOn = i < count && isEdge(i);
        if (isOn && from < 0) {
            from = i;
        } else if (!isOn && from >= 0) {
            add(from - 0.5, i - 0.5);
            from = -1;
        }
    }
}

} // namespace

bool isDistanceMeasure(const QString& measure)
{
    return measure == QLatin1String("procrustes-distance")
        || measure == QLatin1String("procrustes-angle");
}

std::optional<bool> isAboveChance(const HeatmapData& data, const HeatmapCell& cell)
{
    if (!data.intervals || data.difference || isDistanceMeasure(data.measure)
        || !data.isValidCell(cell) || !data.isDefined(cell)) {
        return std::nullopt;
    }
    const std::vector<double>& limits = data.intervals->null95;
    const std::size_t at = data.offset(cell);
    if (at >= limits.size() || std::isnan(limits[at])) {
        return std::nullopt;
    }
    return data.values[at] > limits[at];
}

bool hasChance(const HeatmapData& data)
{
    for (int student = 0; student < data.students; ++student) {
        for (int teacher = 0; teacher < data.teachers; ++teacher) {
            if (isAboveChance(data, {student, teacher})) {
                return true;
            }
        }
    }
    return false;
}

std::vector<QLineF> chanceContour(const HeatmapData& data)
{
    const auto isIn = [&data](int student, int teacher) {
        const HeatmapCell cell{student, teacher};
        return data.isValidCell(cell) && data.isVisible(cell)
            && isAboveChance(data, cell).value_or(false);
    };
    std::vector<QLineF> lines;
    for (int teacher = 0; teacher <= data.teachers; ++teacher) {
        joinEdges(
            data.students,
            [&](int student) { return isIn(student, teacher - 1) != isIn(student, teacher); },
            [&](double from, double to) {
                lines.emplace_back(teacher - 0.5, from, teacher - 0.5, to);
            });
    }
    for (int student = 0; student <= data.students; ++student) {
        joinEdges(
            data.teachers,
            [&](int teacher) { return isIn(student - 1, teacher) != isIn(student, teacher); },
            [&](double from, double to) {
                lines.emplace_back(from, student - 0.5, to, student - 0.5);
            });
    }
    return lines;
}

} // namespace neurograft
