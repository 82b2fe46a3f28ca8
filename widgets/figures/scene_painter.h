// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"

class QPainter;
class QPainterPath;

namespace neurograft {

/// Draws a scene with a painter whose unit is a millimetre, origin at the page's top left corner.
/// Cell images are sent as printImage() when @p isVector, else drawn pixel for pixel without
/// smoothing.
void paintScene(QPainter& painter, const FigureScene& scene, bool isVector);

/// Outlines of a text at its place on the page, mm.
QPainterPath textOutline(const FigureScene& scene, const SceneText& text);

} // namespace neurograft
