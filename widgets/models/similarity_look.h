// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/similarity_variant.h"
#include "widgets/plots/color_settings.h"
#include "widgets/plots/heatmap_geometry.h"

#include <QJsonObject>

#include <optional>

namespace neurograft {

/// How one pane of Similarity looks at the run at work: all that a copy takes over. A study keeps
/// it except for rows, zoom and the difference (what is pinned as A is not kept either).
struct SimilarityLook {
    SimilarityOptions options; ///< modules, unit, estimator, rows
    bool isLocked = true; ///< one colour scale for the maps of the pane
    bool isMasked = false;
    QString maskShape = QStringLiteral("upper"); ///< as layerMask() reads it
    bool isTransposed = false;
    bool isDifference = false;
    bool hasProfiles = false;
    bool hasChance = false; ///< the contour of cells above chance
    bool isTable = false;
    QString path = QStringLiteral("none"); ///< none | best | run
    bool isLinked = true; ///< follows the shared selection
    QString frozenOn; ///< go-to string of what an unlinked pane shows; may be empty
    ColorSettings colors;
    ColorSettings differenceColors = neurograft::differenceColors();
    std::optional<HeatmapView> zoom; ///< not set: whole maps
};

QJsonObject toJson(const SimilarityLook& look);
/// What the object does not say, or says wrongly, is as @p standard has it: a view is no reason not
/// to open a study.
SimilarityLook lookFromJson(const QJsonObject& json, const SimilarityLook& standard);

} // namespace neurograft
