// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_spec.h"

#include <QString>
#include <QStringList>

namespace neurograft {

/// Splits @p text at " | " into the fewest lines of at most @p widthMm, then into lines of about
/// equal length. A part wider than that stays whole.
QStringList wrappedText(const QString& text, FigureFont font, double pt, double widthMm);

/// @p text as it is, or with dots in the place of its middle so that it is at most @p widthMm long.
QString elidedMiddle(const QString& text, FigureFont font, double pt, double widthMm);

} // namespace neurograft
