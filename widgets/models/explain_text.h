// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/measure_help.h"
#include "widgets/plots/heatmap_data.h"

#include <QColor>

namespace neurograft {

/// One sentence for one cell in words: "Student layer 2 and teacher layer 3 see the 48 texts partly
/// alike (up_proj): CKA 0.41. Higher = more alike, 1 = the same up to rotation and scale.", with
/// what to beware of; or why it has no value.
QString cellSentence(const HeatmapData& data, const HeatmapCell& cell);

/// Rich text of a formula: {above|below} becomes a fraction with a line in @p ink, <br> starts a
/// new line.
QString formulaHtml(const QString& formula, const QColor& ink);
/// Everything about one thing as rich text, without the outer document.
QString helpHtml(const MeasureHelp& help, const QColor& ink);
/// All of measureHelp() under their headings.
QString allHelpHtml(const QColor& ink);

} // namespace neurograft
