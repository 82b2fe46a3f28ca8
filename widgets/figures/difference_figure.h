// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <QStringList>

namespace neurograft {

/// A − B of two similarity figures, module by module (ux.md 5.1, C14).
struct DifferenceFigure {
    HeatmapFigure figure; ///< panels of A's order that B has too; no panel when nothing fits
    QStringList problems; ///< sentences: modules only one of them has, maps that do not fit
};

/// Panels are heatmapDifference(); footer and manifest name both runs. Draw it with ColorMapId::Vik
/// and lockedRange(…, true).
DifferenceFigure differenceFigure(const HeatmapFigure& a, const HeatmapFigure& b,
                                  const QString& nameA, const QString& nameB);

} // namespace neurograft
