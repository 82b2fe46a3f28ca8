// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/curve_step_axis.h"

#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/number_text.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kStepTextGapMm = 0.8;

} // namespace

CurveStepAxis::CurveStepAxis(const CurveGrid& grid, const CurveData& all, const FigureSpec& spec,
                             const ChartPen& pen)
    : m_grid(grid), m_all(all), m_spec(spec), m_pen(pen)
{
}

ColorRange CurveStepAxis::range() const
{
    return m_grid.steps ? m_grid.steps->range : stepRange(m_all);
}

double CurveStepAxis::lastWidth() const
{
    if (!m_grid.steps) {
        return m_pen.tickWidth(numberText(stepRange(m_all).high, 0));
    }
    const bool isInside = isCategorical() || m_grid.steps->ticks.empty();
    return isInside ? 0.0 : m_pen.tickWidth(m_grid.steps->ticks.back().text);
}

std::vector<CurveTick> CurveStepAxis::ticks(const CurveGeometry& geometry) const
{
    std::vector<CurveTick> ticks;
    if (!m_grid.steps) {
        const int most =
            std::clamp(static_cast<int>(geometry.area.width() / (lastWidth() * 2.0)), 2, 8);
        for (const double step : stepTicks(m_all, most)) {
            ticks.push_back({step, numberText(step, 0)});
        }
        return ticks;
    }
    ticks = m_grid.steps->ticks;
    if (!isCategorical()) {
        dropTouching(ticks, geometry);
        return ticks;
    }
    const double room = geometry.area.width() / static_cast<double>(ticks.size()) - kStepTextGapMm;
    for (CurveTick& tick : ticks) {
        tick.text = elidedMiddle(tick.text, m_spec.font, m_spec.tickPt, room);
    }
    return ticks;
}

/// First and last are said.
void CurveStepAxis::dropTouching(std::vector<CurveTick>& ticks, const CurveGeometry& geometry) const
{
    const auto touch = [&](const CurveTick& a, const CurveTick& b) {
        const double apart = geometry.place(b.at, 0.0).x() - geometry.place(a.at, 0.0).x();
        return apart < (m_pen.tickWidth(a.text) + m_pen.tickWidth(b.text)) / 2.0 + kStepTextGapMm;
    };
    std::size_t before = 0; // the last one with a text
    for (std::size_t i = 1; i + 1 < ticks.size(); ++i) {
        if (touch(ticks[before], ticks[i]) || touch(ticks[i], ticks.back())) {
            ticks[i].text.clear();
        } else {
            before = i;
        }
    }
}

} // namespace neurograft
