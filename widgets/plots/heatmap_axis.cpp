// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_axis.h"

#include <QtGlobal>

namespace neurograft {

namespace {

constexpr const char* kStudentLayerTitle = QT_TRANSLATE_NOOP("HeatmapPlot", "student layer");
constexpr const char* kTeacherLayerTitle = QT_TRANSLATE_NOOP("HeatmapPlot", "teacher layer");

} // namespace

QString HeatmapAxis::tick(int index) const
{
    return hasNames() ? names.value(index) : QString::number(index);
}

QString HeatmapAxis::place(int index) const
{
    return hasNames() ? names.value(index) : prefix + QString::number(index);
}

HeatmapAxis studentLayerAxis()
{
    return {QString::fromLatin1(kStudentLayerTitle),
            QStringLiteral("S L"),
            HeatmapAxis::Mark::Student,
            {}};
}

HeatmapAxis teacherLayerAxis()
{
    return {QString::fromLatin1(kTeacherLayerTitle),
            QStringLiteral("T L"),
            HeatmapAxis::Mark::Teacher,
            {}};
}

} // namespace neurograft
