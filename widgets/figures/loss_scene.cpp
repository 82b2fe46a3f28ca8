// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a figure of curves lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/loss_figure.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kPlotHeightMm = 40.0;
constexpr double kSmallestHeightMm = 12.0;
constexpr double kSmallestWidthMm = 20.0;
constexpr double kCurvePt = 1.0;
constexpr double kMarkMm = 0.55; ///< radius
constexpr double kMarkDistanceMm = 2.2; ///< between marks of a series
constexpr double kDashMm = 1.4;
constexpr double kGapMm = 0.8;
constexpr double kLegendLineMm = 5.0;
constexpr int kMostTicks = 6;

class SceneBuilder {
public:
    SceneBuilder(const LossFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec),
          m_labelLine(lineHeightMm(spec.labelPt)), m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description = curvesFinding(m_figure.data) + QStringLiteral(". ") + m_figure.footer;
        place();
        addAxes();
        for (std::size_t index = 0; index < m_figure.data.curves.size(); ++index) {
            addCurve(index);
        }
        addTexts();
        return std::move(m_scene);
    }

private:
    QString valueText(double value, const std::vector<double>& ticks) const
    {
        const int decimals = tickDecimals(ticks);
        return decimals > 4 ? curveNumber(value) : numberText(value, decimals);
    }

    double valueWidth() const
    {
        const std::vector<double> ticks = valueTicks(curveRange(m_figure.data), kMostTicks);
        double widest = 0.0;
        for (const double tick : ticks) {
            widest = std::max(widest, m_pen.tickWidth(valueText(tick, ticks)));
        }
        return widest;
    }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option, "room for curves and their legend",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure.");
        }
    }

    double legendWidth(std::size_t index) const
    {
        return kLegendLineMm + Metrics::kLegendTextGap
            + m_pen.tickWidth(m_figure.data.curves[index].title) + Metrics::kLegendGap;
    }

    /// Curves by line of the legend.
    void breakLegend(double width)
    {
        double used = width;
        for (std::size_t index = 0; index < m_figure.data.curves.size(); ++index) {
            if (m_legend.empty() || used + legendWidth(index) > width) {
                m_legend.emplace_back();
                used = 0.0;
            }
            m_legend.back().push_back(index);
            used += legendWidth(index);
        }
    }

    void place()
    {
        const double left = Metrics::kMargin + m_labelLine + Metrics::kTitleGap + valueWidth()
            + Metrics::kTickGap + Metrics::kTick;
        // Half of the last step's number lies right of the axis.
        const double right =
            Metrics::kMargin + m_pen.tickWidth(numberText(stepRange(m_figure.data).high, 0)) / 2.0;
        const double width = m_spec.widthMm - left - right;
        requireRoom(width >= kSmallestWidthMm, "--width-mm");
        breakLegend(width);
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double top = Metrics::kMargin + m_pen.tickCap() / 2.0
            + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.3);
        m_below = Metrics::kTick + Metrics::kTickGap + m_pen.tickCap() + Metrics::kTitleGap
            + m_pen.labelCap() + m_labelLine * 0.3;
        const double bottom = m_below + static_cast<double>(m_legend.size()) * m_tickLine * 1.15
            + (m_footer.isEmpty() ? 0.0
                                  : (static_cast<double>(m_footer.size()) + 0.25) * m_tickLine)
            + Metrics::kMargin;
        double height = kPlotHeightMm;
        if (m_spec.heightMm > 0.0) {
            height = m_spec.heightMm - top - bottom;
            requireRoom(height >= kSmallestHeightMm, "--height-mm");
        }
        m_geometry = {QRectF(left, top, width, height), stepRange(m_figure.data),
                      curveRange(m_figure.data)};
        m_scene.sizeMm =
            QSizeF(m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : top + height + bottom);
        const QRectF& area = m_geometry.area;
        const double across = area.width() / (m_geometry.steps.high - m_geometry.steps.low);
        const double up = area.height() / (m_geometry.values.high - m_geometry.values.low);
        const QPointF origin = m_geometry.place(0.0, 0.0);
        m_scene.panels.push_back({m_figure.kind(), area,
                                  QTransform(across, 0.0, 0.0, -up, origin.x(), origin.y()),
                                  QStringLiteral("step "), QString(), false});
    }

    void addAxes()
    {
        const QRectF& area = m_geometry.area;
        m_pen.line(area.left(), area.top(), area.left(), area.bottom());
        m_pen.line(area.left(), area.bottom(), area.right(), area.bottom());
        const int up =
            std::clamp(static_cast<int>(area.height() / (m_pen.tickCap() * 3.0)), 2, kMostTicks);
        const std::vector<double> ticks = valueTicks(m_geometry.values, up);
        for (const double tick : ticks) {
            const double y = m_geometry.place(0.0, tick).y();
            m_pen.line(area.left() - Metrics::kTick, y, area.left(), y);
            m_pen.text(
                {area.left() - Metrics::kTick - Metrics::kTickGap, y + m_pen.tickCap() / 2.0},
                valueText(tick, ticks), m_spec.tickPt, TextRole::Tick, TextAnchor::End);
        }
        const double widest = m_pen.tickWidth(numberText(m_geometry.steps.high, 0));
        const int across = std::clamp(static_cast<int>(area.width() / (widest * 2.0)), 2, 8);
        for (const double tick : stepTicks(m_figure.data, across)) {
            const double x = m_geometry.place(tick, 0.0).x();
            m_pen.line(x, area.bottom(), x, area.bottom() + Metrics::kTick);
            m_pen.text({x, area.bottom() + Metrics::kTick + Metrics::kTickGap + m_pen.tickCap()},
                       numberText(tick, 0), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
        }
    }

    /// A piece of a curve; of a dashed one its dashes go on from @p drawn mm.
    void addPiece(const QLineF& piece, const CurveStyle& style, double& drawn)
    {
        const double length = piece.length();
        if (!style.isDashed || length == 0.0) {
            m_scene.add(SceneLine{piece, kCurvePt, style.color});
            return;
        }
        double at = 0.0;
        while (at < length) {
            const double phase = std::fmod(drawn + at, kDashMm + kGapMm);
            const bool isDash = phase < kDashMm;
            const double end = std::min(length, at + (isDash ? kDashMm : kDashMm + kGapMm) - phase);
            if (isDash) {
                m_scene.add(
                    SceneLine{QLineF(piece.pointAt(at / length), piece.pointAt(end / length)),
                              kCurvePt, style.color});
            }
            at = std::max(end, at + 1e-6);
        }
        drawn += length;
    }

    void addMark(const CurveStyle& style, const QPointF& where)
    {
        m_scene.add(SceneArea{markOutline(style.mark, where, kMarkMm), style.color});
    }

    void addCurve(std::size_t index)
    {
        const Curve& curve = m_figure.data.curves[index];
        const CurveStyle style = curveStyle(index);
        std::optional<QPointF> before;
        std::vector<QPointF> marks;
        double drawn = 0.0;
        for (std::size_t i = 0; i < curve.steps.size(); ++i) {
            if (std::isnan(curve.values[i])) {
                before.reset();
                continue;
            }
            const QPointF here = m_geometry.place(curve.steps[i], curve.values[i]);
            if (before) {
                addPiece(QLineF(*before, here), style, drawn);
            }
            before = here;
            if (marks.empty() || here.x() - marks.back().x() >= kMarkDistanceMm) {
                marks.push_back(here);
            }
        }
        for (const QPointF& mark : marks) {
            addMark(style, mark);
        }
    }

    void addTexts()
    {
        const QRectF& area = m_geometry.area;
        const double labelBase = area.bottom() + Metrics::kTick + Metrics::kTickGap
            + m_pen.tickCap() + Metrics::kTitleGap + m_pen.labelCap();
        m_pen.text({area.center().x(), labelBase}, QStringLiteral("step"), m_spec.labelPt,
                   TextRole::AxisTitle, TextAnchor::Middle);
        m_pen.text({Metrics::kMargin + m_pen.labelCap() * 1.15, area.center().y()},
                   m_figure.data.valueTitle, m_spec.labelPt, TextRole::AxisTitle,
                   TextAnchor::Middle, -90.0);
        double base = area.bottom() + m_below + m_tickLine * 0.85;
        for (const std::vector<std::size_t>& line : m_legend) {
            double x = area.left();
            for (const std::size_t index : line) {
                addLegend(index, {x, base});
                x += legendWidth(index);
            }
            base += m_tickLine * 1.15;
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, base}, m_footer);
    }

    void addLegend(std::size_t index, const QPointF& origin)
    {
        const CurveStyle style = curveStyle(index);
        const QPointF start = origin - QPointF(0.0, m_pen.tickCap() / 2.0);
        double drawn = 0.0;
        addPiece(QLineF(start, start + QPointF(kLegendLineMm, 0.0)), style, drawn);
        addMark(style, start + QPointF(kLegendLineMm / 2.0, 0.0));
        m_pen.text(origin + QPointF(kLegendLineMm + Metrics::kLegendTextGap, 0.0),
                   m_figure.data.curves[index].title, m_spec.tickPt, TextRole::Legend);
    }

    const LossFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    double m_labelLine;
    double m_tickLine;
    CurveGeometry m_geometry;
    double m_below = 0.0; ///< from the axis to the legend
    std::vector<std::vector<std::size_t>> m_legend;
    QStringList m_footer;
};

} // namespace

FigureScene lossScene(const LossFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "steps on the x axis, as curves have them",
                         "steps on the y axis");
    }
    if (figure.data.isEmpty()) {
        throw UsageError("figure", "at least one curve", "none");
    }
    return SceneBuilder(figure, spec).build();
}

} // namespace neurograft
