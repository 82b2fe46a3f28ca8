// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a figure of curves lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_grid.h"
#include "widgets/figures/curve_ticks.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kChartHeightMm = 40.0; ///< of a chart that has the page for itself
constexpr double kChartShape = 0.7; ///< height over width of one among several
constexpr double kSmallestChartHeightMm = 12.0;
constexpr double kSmallestChartWidthMm = 20.0;
constexpr double kNarrowestChartMm = 27.0; ///< below that charts go into another row
constexpr double kCurvePt = 1.0;
constexpr double kZeroPt = 0.35;
constexpr QRgb kZeroColor = 0xffa0a0a0;
constexpr double kCurveMarkMm = 0.55; ///< radius
constexpr double kCurveMarkDistanceMm = 2.2; ///< between marks of a series
constexpr double kFinestPieceMm = 0.12; ///< points closer than that are one
constexpr double kDashMm = 1.4;
constexpr double kDashGapMm = 0.8;
constexpr double kLegendLineMm = 5.0;
constexpr int kMostCurveTicks = 6;

/// Curves of all charts as those of one.
CurveData together(const std::vector<CurvePanel>& panels)
{
    CurveData all;
    for (const CurvePanel& panel : panels) {
        all.curves.insert(all.curves.end(), panel.data.curves.begin(), panel.data.curves.end());
        all.lastStep = std::max(all.lastStep, panel.data.lastStep);
    }
    return all;
}

class CurveSceneBuilder {
public:
    CurveSceneBuilder(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec)
        : m_figure(figure), m_grid(grid), m_spec(spec), m_pen(m_scene, spec),
          m_count(static_cast<int>(grid.panels.size())), m_all(together(grid.panels)),
          m_labelLine(lineHeightMm(spec.labelPt)), m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
        for (const Curve& curve : m_all.curves) {
            if (!m_series.contains(curve.title)) {
                m_series << curve.title;
            }
        }
        for (const CurvePanel& panel : grid.panels) {
            m_ranges.push_back(valueRange(spec.isLocked ? m_all : panel.data));
            m_hasHeader = m_hasHeader || !panel.title.isEmpty();
        }
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description = m_grid.finding + QStringLiteral(". ") + m_figure.footerText();
        m_scene.scales = m_spec.isLocked ? 1 : m_count;
        chooseColumns();
        chooseNotes();
        place();
        for (int index = 0; index < m_count; ++index) {
            addAxes(index);
            addHeader(index);
            for (const Curve& curve : panel(index).data.curves) {
                addCurve(curve, m_areas[static_cast<std::size_t>(index)]);
            }
        }
        addTexts();
        return std::move(m_scene);
    }

private:
    const CurvePanel& panel(int index) const
    {
        return m_grid.panels[static_cast<std::size_t>(index)];
    }

    /// Place of a value on its axis; NaN where it has none.
    double shown(double value) const
    {
        if (!m_grid.isLogarithmic) {
            return value;
        }
        return value > 0.0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
    }

    ColorRange valueRange(const CurveData& data) const
    {
        if (!m_grid.isLogarithmic) {
            return curveRange(data);
        }
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const Curve& curve : data.curves) {
            for (const double value : curve.values) {
                if (std::isfinite(shown(value))) {
                    low = std::min(low, shown(value));
                    high = std::max(high, shown(value));
                }
            }
        }
        if (low > high) {
            return {0.0, 1.0};
        }
        const double room = std::max(0.05 * (high - low), 0.02);
        return {low - room, high + room};
    }

    std::vector<CurveTick> ticksOf(const ColorRange& range, int most) const
    {
        return m_grid.isLogarithmic ? powerCurveTicks(range, most) : plainCurveTicks(range, most);
    }

    /// Of the widest number on any y axis, with its tick.
    double valueWidth() const
    {
        double widest = 0.0;
        for (const ColorRange& range : m_ranges) {
            for (const CurveTick& tick : ticksOf(range, kMostCurveTicks)) {
                widest = std::max(widest, m_pen.tickWidth(tick.text));
            }
        }
        return widest + Metrics::kTickGap + Metrics::kTick;
    }

    double stepWidth() const { return m_pen.tickWidth(numberText(stepRange(m_all).high, 0)); }
    double leftWidth() const
    {
        return Metrics::kMargin + m_labelLine + Metrics::kTitleGap + valueWidth();
    }
    /// Half of the last step's number lies right of the axis.
    double rightWidth() const { return Metrics::kMargin + stepWidth() / 2.0; }
    double columnGap() const
    {
        return std::max(Metrics::kColumnGap, stepWidth() + Metrics::kLegendTextGap)
            + (m_spec.isLocked ? 0.0 : valueWidth());
    }
    double chartWidth(int columns) const
    {
        return (m_spec.widthMm - leftWidth() - rightWidth() - (columns - 1) * columnGap())
            / columns;
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

    void chooseColumns()
    {
        m_columns = std::clamp(m_spec.columns, 0, m_count);
        if (m_columns == 0) {
            m_columns = m_count;
            while (m_columns > 1 && chartWidth(m_columns) < kNarrowestChartMm) {
                // Four charts fold to 2 x 2, not to 3 + 1.
                const int rows = (m_count + m_columns - 1) / m_columns + 1;
                m_columns = std::min(m_columns - 1, (m_count + rows - 1) / rows);
            }
        }
        m_rows = (m_count + m_columns - 1) / m_columns;
        requireRoom(chartWidth(m_columns) >= kSmallestChartWidthMm, "--width-mm");
    }

    bool hasNote(int index) const { return m_spec.showBox && !panel(index).note.isEmpty(); }

    /// Beside the titles where all have room for that, else in a line of their own.
    void chooseNotes()
    {
        for (int index = 0; index < m_count; ++index) {
            const double used = m_pen.panelTitleIndent(index, m_count, false)
                + m_pen.labelWidth(panel(index).title) + Metrics::kLegendGap
                + m_pen.tickWidth(panel(index).note);
            m_areNotesBelow = m_areNotesBelow || (hasNote(index) && used > chartWidth(m_columns));
        }
    }

    double headerHeight() const
    {
        return m_hasHeader ? m_labelLine + (m_areNotesBelow ? m_tickLine : 0.0)
                           : m_pen.tickCap() / 2.0;
    }

    double legendWidth(int series) const
    {
        return kLegendLineMm + Metrics::kLegendTextGap + m_pen.tickWidth(m_series[series])
            + Metrics::kLegendGap;
    }

    /// Series by line of the legend.
    void breakLegend(double width)
    {
        double used = width;
        for (int series = 0; series < m_series.size(); ++series) {
            if (m_legend.empty() || used + legendWidth(series) > width) {
                m_legend.emplace_back();
                used = 0.0;
            }
            m_legend.back().push_back(series);
            used += legendWidth(series);
        }
    }

    void place()
    {
        const double width = chartWidth(m_columns);
        breakLegend(m_spec.widthMm - leftWidth() - rightWidth());
        if (m_spec.showFooter && !m_figure.footerText().isEmpty()) {
            m_footer = wrappedText(m_figure.footerText(), m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double top = Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.3);
        m_below = Metrics::kTick + Metrics::kTickGap + m_pen.tickCap() + Metrics::kTitleGap
            + m_pen.labelCap() + m_labelLine * 0.3;
        const double bottom = m_below + static_cast<double>(m_legend.size()) * m_tickLine * 1.15
            + (m_footer.isEmpty() ? 0.0
                                  : (static_cast<double>(m_footer.size()) + 0.25) * m_tickLine)
            + Metrics::kMargin;
        const double gaps = m_rows * headerHeight() + (m_rows - 1) * Metrics::kRowGap;
        double height = m_count == 1
            ? kChartHeightMm
            : std::clamp(width * kChartShape, kSmallestChartHeightMm, kChartHeightMm);
        if (m_spec.heightMm > 0.0) {
            height = (m_spec.heightMm - top - bottom - gaps) / m_rows;
            requireRoom(height >= kSmallestChartHeightMm, "--height-mm");
        }
        for (int index = 0; index < m_count; ++index) {
            const int row = index / m_columns;
            const int column = index % m_columns;
            const QRectF area(leftWidth() + column * (width + columnGap()),
                              top + headerHeight()
                                  + row * (height + headerHeight() + Metrics::kRowGap),
                              width, height);
            m_charts = m_charts.united(area);
            m_areas.push_back({area, stepRange(m_all), m_ranges[static_cast<std::size_t>(index)]});
            addPanel(index);
        }
        m_scene.sizeMm = QSizeF(
            m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : m_charts.bottom() + bottom);
    }

    /// What annotations hold on to: steps, and values or their logarithms.
    void addPanel(int index)
    {
        const CurveGeometry& geometry = m_areas[static_cast<std::size_t>(index)];
        const double across = geometry.area.width() / (geometry.steps.high - geometry.steps.low);
        const double up = geometry.area.height() / (geometry.values.high - geometry.values.low);
        const QPointF origin = geometry.place(0.0, 0.0);
        m_scene.panels.push_back({panel(index).name, geometry.area,
                                  QTransform(across, 0.0, 0.0, -up, origin.x(), origin.y()),
                                  m_grid.stepTitle + u' ', QString(), false});
    }

    void addAxes(int index)
    {
        const CurveGeometry& geometry = m_areas[static_cast<std::size_t>(index)];
        const QRectF& area = geometry.area;
        if (!m_grid.isLogarithmic && geometry.values.low < 0.0 && geometry.values.high > 0.0) {
            const double zero = geometry.place(0.0, 0.0).y();
            m_scene.add(
                SceneLine{QLineF(area.left(), zero, area.right(), zero), kZeroPt, kZeroColor});
        }
        m_pen.line(area.left(), area.top(), area.left(), area.bottom());
        m_pen.line(area.left(), area.bottom(), area.right(), area.bottom());
        const bool hasNumbers = !m_spec.isLocked || index % m_columns == 0;
        const int up = std::clamp(static_cast<int>(area.height() / (m_pen.tickCap() * 3.0)), 2,
                                  kMostCurveTicks);
        for (const CurveTick& tick : ticksOf(geometry.values, up)) {
            const double y = geometry.place(0.0, tick.at).y();
            m_pen.line(area.left() - Metrics::kTick, y, area.left(), y);
            if (hasNumbers) {
                m_pen.text(
                    {area.left() - Metrics::kTick - Metrics::kTickGap, y + m_pen.tickCap() / 2.0},
                    tick.text, m_spec.tickPt, TextRole::Tick, TextAnchor::End);
            }
        }
        const bool isLowest = index + m_columns >= m_count;
        const int across = std::clamp(static_cast<int>(area.width() / (stepWidth() * 2.0)), 2, 8);
        for (const double tick : stepTicks(m_all, across)) {
            const double x = geometry.place(tick, geometry.values.low).x();
            m_pen.line(x, area.bottom(), x, area.bottom() + Metrics::kTick);
            if (isLowest) {
                m_pen.text(
                    {x, area.bottom() + Metrics::kTick + Metrics::kTickGap + m_pen.tickCap()},
                    numberText(tick, 0), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
            }
        }
    }

    void addHeader(int index)
    {
        if (!m_hasHeader) {
            return;
        }
        const QRectF& area = m_areas[static_cast<std::size_t>(index)].area;
        const double base = area.top() - m_labelLine * 0.36;
        const double above = base - (m_areNotesBelow ? m_tickLine : 0.0);
        const double room = area.width() - m_pen.panelTitleIndent(index, m_count, false);
        m_pen.panelTitle({area.left(), above}, index, m_count, std::nullopt,
                         elidedMiddle(panel(index).title, m_spec.font, m_spec.labelPt, room));
        if (hasNote(index)) {
            m_pen.text({m_areNotesBelow ? area.left() : area.right(), base}, panel(index).note,
                       m_spec.tickPt, TextRole::Box,
                       m_areNotesBelow ? TextAnchor::Start : TextAnchor::End);
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
            const double phase = std::fmod(drawn + at, kDashMm + kDashGapMm);
            const bool isDash = phase < kDashMm;
            const double end =
                std::min(length, at + (isDash ? kDashMm : kDashMm + kDashGapMm) - phase);
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
        m_scene.add(SceneArea{markOutline(style.mark, where, kCurveMarkMm), style.color});
    }

    CurveStyle styleOf(const QString& title) const
    {
        return curveStyle(static_cast<std::size_t>(m_series.indexOf(title)));
    }

    void addCurve(const Curve& curve, const CurveGeometry& geometry)
    {
        const CurveStyle style = styleOf(curve.title);
        std::optional<QPointF> before;
        std::vector<QPointF> marks;
        double drawn = 0.0;
        for (std::size_t i = 0; i < curve.steps.size(); ++i) {
            const double value = shown(curve.values[i]);
            if (std::isnan(value)) {
                before.reset();
                continue;
            }
            const QPointF here = geometry.place(curve.steps[i], value);
            if (before) {
                const QLineF piece(*before, here);
                if (piece.length() < kFinestPieceMm && i + 1 < curve.steps.size()) {
                    continue;
                }
                addPiece(piece, style, drawn);
            }
            before = here;
            if (marks.empty() || here.x() - marks.back().x() >= kCurveMarkDistanceMm) {
                marks.push_back(here);
            }
        }
        for (const QPointF& mark : marks) {
            addMark(style, mark);
        }
    }

    void addTexts()
    {
        const double labelBase = m_charts.bottom() + Metrics::kTick + Metrics::kTickGap
            + m_pen.tickCap() + Metrics::kTitleGap + m_pen.labelCap();
        m_pen.text({m_charts.center().x(), labelBase}, m_grid.stepTitle, m_spec.labelPt,
                   TextRole::AxisTitle, TextAnchor::Middle);
        m_pen.text({Metrics::kMargin + m_pen.labelCap() * 1.15, m_charts.center().y()},
                   m_grid.panels.front().data.valueTitle, m_spec.labelPt, TextRole::AxisTitle,
                   TextAnchor::Middle, -90.0);
        double base = m_charts.bottom() + m_below + m_tickLine * 0.85;
        for (const std::vector<int>& line : m_legend) {
            double x = m_charts.left();
            for (const int series : line) {
                addLegend(series, {x, base});
                x += legendWidth(series);
            }
            base += m_tickLine * 1.15;
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, base}, m_footer);
    }

    void addLegend(int series, const QPointF& origin)
    {
        const CurveStyle style = styleOf(m_series[series]);
        const QPointF start = origin - QPointF(0.0, m_pen.tickCap() / 2.0);
        double drawn = 0.0;
        addPiece(QLineF(start, start + QPointF(kLegendLineMm, 0.0)), style, drawn);
        addMark(style, start + QPointF(kLegendLineMm / 2.0, 0.0));
        m_pen.text(origin + QPointF(kLegendLineMm + Metrics::kLegendTextGap, 0.0), m_series[series],
                   m_spec.tickPt, TextRole::Legend);
    }

    const Figure& m_figure;
    const CurveGrid& m_grid;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    int m_count;
    CurveData m_all;
    double m_labelLine;
    double m_tickLine;
    QStringList m_series; ///< titles, in the order of the legend
    std::vector<ColorRange> m_ranges; ///< of values or their logarithms, by panel
    bool m_hasHeader = false;
    bool m_areNotesBelow = false;
    int m_columns = 1;
    int m_rows = 1;
    std::vector<CurveGeometry> m_areas;
    QRectF m_charts; ///< around all
    double m_below = 0.0; ///< from the lowest axis to the legend
    std::vector<std::vector<int>> m_legend;
    QStringList m_footer;
};

} // namespace

FigureScene curveScene(const Figure& figure, const CurveGrid& grid, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "steps on the x axis, as curves have them",
                         "steps on the y axis");
    }
    const bool isEmpty = std::all_of(grid.panels.begin(), grid.panels.end(),
                                     [](const CurvePanel& panel) { return panel.data.isEmpty(); });
    if (isEmpty) {
        throw UsageError("figure", "at least one curve", "none");
    }
    return CurveSceneBuilder(figure, grid, spec).build();
}

} // namespace neurograft
