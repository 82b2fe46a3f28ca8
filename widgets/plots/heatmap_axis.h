// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace neurograft {

/// What the rows or columns of a map are: layers of a model, or things with names.
struct HeatmapAxis {
    enum class Mark { None, Teacher, Student };

    QString title; ///< "teacher layer"; empty: none
    QString prefix; ///< of a number in read-outs and tables: "T L"
    Mark mark = Mark::None; ///< whose role mark stands before the title
    QStringList names; ///< in the place of numbers: "up_proj"

    QString tick(int index) const; ///< "3", "up_proj"
    QString place(int index) const; ///< "T L3", "up_proj"
    bool hasNames() const { return !names.isEmpty(); }
    bool operator==(const HeatmapAxis& other) const
    {
        return title == other.title && prefix == other.prefix && mark == other.mark
            && names == other.names;
    }
};

HeatmapAxis studentLayerAxis();
HeatmapAxis teacherLayerAxis();

} // namespace neurograft
