// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_grid.h"

#include <vector>

namespace neurograft {

/// The x axis all charts of a figure of curves have: whole steps from 0, or the grid's own ticks.
class CurveStepAxis {
public:
    /// All outlive the axis. @param all curves of all charts
    CurveStepAxis(const CurveGrid& grid, const CurveData& all, const FigureSpec& spec,
                  const ChartPen& pen);

    bool isCategorical() const { return m_grid.steps && m_grid.steps->isCategorical; }
    ColorRange range() const;
    /// Of the last number, half of which lies right of the axis.
    double lastWidth() const;
    /// Ticks where a chart is drawn; a text that would touch another's is left out, one that is
    /// too long for its category shortened.
    std::vector<CurveTick> ticks(const CurveGeometry& geometry) const;

private:
    void dropTouching(std::vector<CurveTick>& ticks, const CurveGeometry& geometry) const;

    const CurveGrid& m_grid;
    const CurveData& m_all;
    const FigureSpec& m_spec;
    const ChartPen& m_pen;
};

} // namespace neurograft
