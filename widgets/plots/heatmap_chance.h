// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QLineF>

#include <vector>

namespace neurograft {

/// Smaller is more alike: distances and angles. Their shuffled quantile says nothing about chance.
bool isDistanceMeasure(const QString& measure);

/// Whether a defined cell lies above the 95 % quantile of its shuffled samples; none where the run
/// made no such baseline or the measure is a distance.
std::optional<bool> isAboveChance(const HeatmapData& data, const HeatmapCell& cell);

/// The map knows for some cell whether it is above chance.
bool hasChance(const HeatmapData& data);

/// The contour of "above chance": edges between shown cells above it and all others, from
/// (teacher, student) to (teacher, student), cell centres on whole numbers, edges half-way between.
/// Each edge once, runs along one line joined.
std::vector<QLineF> chanceContour(const HeatmapData& data);

} // namespace neurograft
