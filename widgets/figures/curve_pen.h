// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/curve_grid.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/plots/curve_data.h"

#include <QLineF>
#include <QPointF>

#include <vector>

namespace neurograft {

/// A diamond with paper inside: a published number, wherever one is drawn.
inline constexpr double kReferenceMarkMm = 0.85; ///< radius
void addHollowDiamond(FigureScene& scene, const QPointF& centre, QRgb color);

/// Adds curves, what they spread over and numbers they are held against to a scene; places in mm.
class CurvePen {
public:
    /// The scene outlives the pen.
    explicit CurvePen(FigureScene& scene) : m_scene(scene) { }

    /// A piece of a curve; of a dashed one its dashes go on from @p drawn mm.
    void piece(const QLineF& line, const CurveStyle& style, double& drawn);
    void mark(const QPointF& where, const CurveStyle& style);
    /// The whole curve, points closer than a hair taken together. Undefined ones break it.
    /// @param joins points are connected, and need no marks of their own where they are dense
    void curve(const Curve& curve, const CurveGeometry& geometry, const CurveStyle& style,
               bool joins);
    /// Tint of a band, laid under everything else.
    void bandTint(const CurveBand& band, const CurveGeometry& geometry, const CurveStyle& style);
    /// Its edges, so that bands over each other can be told; a whisker where it has one step only.
    void bandEdges(const CurveBand& band, const CurveGeometry& geometry, const CurveStyle& style,
                   bool joins);
    /// A dashed line, thinner than a curve.
    void referenceLine(const QLineF& line);

private:
    FigureScene& m_scene;
};

} // namespace neurograft
