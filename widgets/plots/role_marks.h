// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QCoreApplication>
#include <QRectF>

class QPainter;

namespace neurograft {

/// Role colours of ux.md 5.1, the same in every view and theme; never used for series.
constexpr QRgb kTeacherColor = 0xff0072b2;
constexpr QRgb kStudentColor = 0xffd55e00;

/// The teacher's blue square or the student's vermilion triangle, filled, inside @p box.
void drawRoleMark(QPainter& painter, const QRectF& box, bool isTeacher);

/// Translation context of the words drawn on plots.
struct HeatmapPlotTexts {
    Q_DECLARE_TR_FUNCTIONS(HeatmapPlot)
};

} // namespace neurograft
