// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a figure of curves lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_grid.h"
#include "widgets/figures/curve_legend.h"
#include "widgets/figures/curve_pen.h"
#include "widgets/figures/curve_step_axis.h"
#include "widgets/figures/curve_ticks.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/page_colors.h"
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
constexpr double kZeroPt = 0.35;
constexpr QRgb kZeroColor = 0xffa0a0a0;
constexpr int kMostCurveTicks = 6;

/// What a chart's axes have to reach, as curves.
CurveData reachOf(const CurvePanel& panel)
{
    CurveData reach = panel.data;
    for (const CurveBand& band : panel.bands) {
        reach.curves.push_back({{}, {}, band.steps, band.low});
        reach.curves.push_back({{}, {}, band.steps, band.high});
    }
    for (const CurveReference& reference : panel.references) {
        reach.curves.push_back({{}, {}, {reference.step.value_or(0.0)}, {reference.value}});
    }
    return reach;
}

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
        : m_figure(figure), m_grid(grid), m_spec(spec), m_pen(m_scene, spec), m_curvePen(m_scene),
          m_count(static_cast<int>(grid.panels.size())), m_all(together(grid.panels)),
          m_labelLine(lineHeightMm(spec.labelPt)), m_tickLine(lineHeightMm(spec.tickPt)),
          m_series(curveSeries(grid)), m_steps(grid, m_all, spec, m_pen),
          m_legend(grid, m_series, m_pen)
    {
        m_scene.font = spec.font;
        CurveData reach;
        for (const CurvePanel& panel : grid.panels) {
            const CurveData own = reachOf(panel);
            reach.curves.insert(reach.curves.end(), own.curves.begin(), own.curves.end());
            m_hasHeader = m_hasHeader || !panel.title.isEmpty();
        }
        for (const CurvePanel& panel : grid.panels) {
            m_ranges.push_back(valueRange(spec.isLocked ? reach : reachOf(panel)));
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
            addContent(index);
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
        if (m_grid.values) {
            return *m_grid.values;
        }
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

    double leftWidth() const
    {
        return Metrics::kMargin + m_labelLine + Metrics::kTitleGap + valueWidth();
    }
    /// Half of the last step's number lies right of the axis.
    double rightWidth() const { return Metrics::kMargin + m_steps.lastWidth() / 2.0; }
    double columnGap() const
    {
        return std::max(Metrics::kColumnGap, m_steps.lastWidth() + Metrics::kLegendTextGap)
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

    void place()
    {
        const double width = chartWidth(m_columns);
        m_legendLines = m_legend.breakLines(m_spec.widthMm - leftWidth() - rightWidth());
        if (m_spec.showFooter && !m_figure.footerText().isEmpty()) {
            m_footer = wrappedText(m_figure.footerText(), m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double top = Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.3);
        m_below = Metrics::kTick + Metrics::kTickGap + m_pen.tickCap() + Metrics::kTitleGap
            + m_pen.labelCap() + m_labelLine * 0.3;
        const double bottom = m_below + m_legendLines * m_tickLine * 1.15
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
            m_areas.push_back({area, m_steps.range(), m_ranges[static_cast<std::size_t>(index)]});
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
        for (const CurveTick& tick : m_steps.ticks(geometry)) {
            const double x = geometry.place(tick.at, geometry.values.low).x();
            m_pen.line(x, area.bottom(), x, area.bottom() + Metrics::kTick);
            if (isLowest && !tick.text.isEmpty()) {
                m_pen.text(
                    {x, area.bottom() + Metrics::kTick + Metrics::kTickGap + m_pen.tickCap()},
                    tick.text, m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
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

    CurveStyle styleOf(const QString& title) const
    {
        return curveStyle(static_cast<std::size_t>(m_series.indexOf(title)));
    }

    /// Bands below, then lines across, curves, and published numbers on top.
    void addContent(int index)
    {
        const CurveGeometry& geometry = m_areas[static_cast<std::size_t>(index)];
        const bool joins = !m_steps.isCategorical();
        for (const CurveBand& band : panel(index).bands) {
            if (joins) {
                m_curvePen.bandTint(band, geometry, styleOf(band.title));
            }
        }
        for (const CurveBand& band : panel(index).bands) {
            m_curvePen.bandEdges(band, geometry, styleOf(band.title), joins);
        }
        for (const CurveReference& reference : panel(index).references) {
            if (!reference.step) {
                const double y = geometry.place(0.0, shown(reference.value)).y();
                m_curvePen.referenceLine(QLineF(geometry.area.left(), y, geometry.area.right(), y));
            }
        }
        for (Curve curve : panel(index).data.curves) {
            std::transform(curve.values.begin(), curve.values.end(), curve.values.begin(),
                           [this](double value) { return shown(value); });
            m_curvePen.curve(curve, geometry, styleOf(curve.title), joins);
        }
        for (const CurveReference& reference : panel(index).references) {
            if (reference.step) {
                addHollowDiamond(m_scene, geometry.place(*reference.step, shown(reference.value)),
                                 reference.series.isEmpty() ? kInk
                                                            : styleOf(reference.series).color);
            }
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
        m_legend.draw({m_charts.left(), base}, m_tickLine * 1.15, !m_steps.isCategorical(), m_spec,
                      m_scene, m_pen);
        base += m_legendLines * m_tickLine * 1.15;
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, base}, m_footer);
    }

    const Figure& m_figure;
    const CurveGrid& m_grid;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    CurvePen m_curvePen;
    int m_count;
    CurveData m_all;
    double m_labelLine;
    double m_tickLine;
    QStringList m_series; ///< titles, in the order of their styles
    CurveStepAxis m_steps;
    CurveLegend m_legend;
    std::vector<ColorRange> m_ranges; ///< of values or their logarithms, by panel
    bool m_hasHeader = false;
    bool m_areNotesBelow = false;
    int m_columns = 1;
    int m_rows = 1;
    std::vector<CurveGeometry> m_areas;
    QRectF m_charts; ///< around all
    double m_below = 0.0; ///< from the lowest axis to the legend
    int m_legendLines = 0;
    QStringList m_footer;
};

} // namespace

QStringList curveSeries(const CurveGrid& grid)
{
    QStringList series;
    for (const CurvePanel& panel : grid.panels) {
        for (const Curve& curve : panel.data.curves) {
            series << curve.title;
        }
    }
    series.removeDuplicates();
    return series;
}

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
