// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_exporter.h"

#include <memory>

class QMimeData;

namespace neurograft {

/// The figure as bitmap (300 dpi), SVG ("image/svg+xml") and TSV text in one clipboard entry (ux.md
/// U1 step 11).
std::unique_ptr<QMimeData> figureMimeData(const HeatmapFigure& figure, const FigureSpec& spec);
/// Puts figureMimeData on the clipboard. GUI thread only.
void copyFigureToClipboard(const HeatmapFigure& figure, const FigureSpec& spec);
/// "\includegraphics" with a caption stub naming measure, estimator, unit, n and seed.
QString latexSnippet(const HeatmapFigure& figure, const FigureSpec& spec, const QString& fileName);

} // namespace neurograft
