// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QFont>
#include <QRectF>
#include <QString>

namespace neurograft {

constexpr double kMmPerPoint = 25.4 / 72.0;

/// Registers the resources compiled in (fonts, icons: ":/neurograft/…"). Called by loadFigureFonts.
void initialiseProgramResources();

/// Loads the bundled fonts once per process; needs a QGuiApplication. Called by everything below; a
/// window calls it once in the GUI thread before it draws figures elsewhere.
/// @throws StoreError when a bundled font cannot be loaded (a broken build)
void loadFigureFonts();

/// Family name of a bundled font: "Liberation Sans", "Liberation Serif".
QString figureFamily(FigureFont font);

/// The font texts are measured and drawn with: 100 pixels high and unhinted, scaled to its size in
/// points when drawn, so that a text has the same width on paper in every format and at every
/// resolution.
QFont figureFont(FigureFont font, bool isBold);
constexpr double kFigureFontPixels = 100.0;

/// Advance width in mm at @p pt points.
double textWidthMm(FigureFont font, bool isBold, double pt, const QString& text);
/// Ink of the text relative to its origin on the baseline, mm, y down.
QRectF textInkMm(FigureFont font, bool isBold, double pt, const QString& text);
/// Height of a capital letter in mm.
double capHeightMm(FigureFont font, double pt);
/// Distance of two baselines in mm.
double lineHeightMm(double pt);

} // namespace neurograft
