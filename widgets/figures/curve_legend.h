// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_pen.h"

#include <QStringList>

#include <vector>

namespace neurograft {

/// Legend of a figure of curves: series by colour, dash and mark, then the published numbers they
/// are held against, each kind once.
class CurveLegend {
public:
    /// @param series titles in the order of their styles; one without a title is left out
    CurveLegend(const CurveGrid& grid, const QStringList& series, const ChartPen& pen);

    /// Breaks it into lines of at most @p width mm; returns how many.
    int breakLines(double width);
    /// @param origin left end of the first baseline; @param lineHeight between two
    /// @param joins series are lines
    void draw(const QPointF& origin, double lineHeight, bool joins, const FigureSpec& spec,
              FigureScene& scene, ChartPen& pen) const;

private:
    struct Key {
        enum class Kind { Series, Mark, Line };
        Kind kind = Kind::Series;
        QString text;
        CurveStyle style = {};
    };

    void add(const Key& key);
    double width(const Key& key) const;

    const ChartPen& m_pen;
    std::vector<Key> m_keys;
    std::vector<std::vector<Key>> m_lines;
};

} // namespace neurograft
