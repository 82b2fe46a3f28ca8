// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/curve_legend.h"

#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/page_colors.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kLegendLineMm = 5.0;

} // namespace

CurveLegend::CurveLegend(const CurveGrid& grid, const QStringList& series, const ChartPen& pen)
    : m_pen(pen)
{
    for (qsizetype at = 0; at < series.size(); ++at) {
        if (!series[at].isEmpty()) {
            add({Key::Kind::Series, series[at], curveStyle(static_cast<std::size_t>(at))});
        }
    }
    for (const CurvePanel& panel : grid.panels) {
        for (const CurveReference& reference : panel.references) {
            if (reference.step) {
                add({Key::Kind::Mark, QStringLiteral("published")});
            } else {
                add({Key::Kind::Line, QStringLiteral("published: ") + reference.name});
            }
        }
    }
}

void CurveLegend::add(const Key& key)
{
    const bool isKnown = std::any_of(m_keys.begin(), m_keys.end(), [&key](const Key& each) {
        return each.kind == key.kind && each.text == key.text;
    });
    if (!isKnown) {
        m_keys.push_back(key);
    }
}

double CurveLegend::width(const Key& key) const
{
    return kLegendLineMm + FigureMetrics::kLegendTextGap + m_pen.tickWidth(key.text)
        + FigureMetrics::kLegendGap;
}

int CurveLegend::breakLines(double width)
{
    m_lines.clear();
    double used = width;
    for (const Key& key : m_keys) {
        if (m_lines.empty() || used + this->width(key) > width) {
            m_lines.emplace_back();
            used = 0.0;
        }
        m_lines.back().push_back(key);
        used += this->width(key);
    }
    return static_cast<int>(m_lines.size());
}

void CurveLegend::draw(const QPointF& origin, double lineHeight, bool joins, const FigureSpec& spec,
                       FigureScene& scene, ChartPen& pen) const
{
    CurvePen curves(scene);
    QPointF at = origin;
    for (const std::vector<Key>& keys : m_lines) {
        at.setX(origin.x());
        for (const Key& key : keys) {
            const QPointF start = at - QPointF(0.0, pen.tickCap() / 2.0);
            const QLineF line(start, start + QPointF(kLegendLineMm, 0.0));
            double drawn = 0.0;
            if (key.kind == Key::Kind::Line) {
                curves.referenceLine(line);
            } else if (key.kind == Key::Kind::Mark) {
                addHollowDiamond(scene, line.center(), kInk);
            } else {
                if (joins) {
                    curves.piece(line, key.style, drawn);
                }
                curves.mark(line.center(), key.style);
            }
            pen.text(at + QPointF(kLegendLineMm + FigureMetrics::kLegendTextGap, 0.0), key.text,
                     spec.tickPt, TextRole::Legend);
            at.rx() += width(key);
        }
        at.ry() += lineHeight;
    }
}

} // namespace neurograft
