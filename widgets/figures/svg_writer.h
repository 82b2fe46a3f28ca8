// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_scene.h"

#include <QByteArray>

namespace neurograft {

struct SvgOptions {
    bool textAsPaths = false; ///< outlines instead of <text>: exact everywhere, but no longer text
    bool rectangles = false; ///< one <rect> per cell instead of an image; only used below
                             ///< kMostSvgRectangles cells
    QByteArray manifest; ///< JSON for <metadata>; empty = none
};
constexpr qsizetype kMostSvgRectangles = 4000;

/// The scene as SVG 1.1 with a viewBox in millimetres; equal scenes give equal bytes.
QByteArray writeSvg(const FigureScene& scene, const SvgOptions& options);

} // namespace neurograft
