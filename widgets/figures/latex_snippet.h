// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure.h"

namespace neurograft {

/// "\includegraphics[width=…]" in a figure environment with a caption stub naming measure,
/// estimator, unit, n, data and seed; a figure wider than a column spans both ("figure*").
/// @param fileName as the paper's source calls the file: "figures/fig2.pdf"
QString latexSnippet(const Figure& figure, const FigureSpec& spec, const QString& fileName);

/// @p text for LaTeX: its special characters escaped, signs of our texts as mathematics.
QString escapedLatex(const QString& text);

} // namespace neurograft
