// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/heatmap_layout.h"

#include "core/run/error.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/heatmap_image.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kHeatmapLayoutPixel300 = 25.4 / 300.0; ///< mm
constexpr double kNarrowestPanel = 24.0; ///< mm; narrower panels get a row of their own
constexpr double kSmallestCell = 0.04; ///< mm: one pixel at 600 dpi
constexpr double kShortestScale = 16.0; ///< mm: a title of that length stands beside any bar

/// Down to whole pixels at 300 dpi (600 for small cells), so that every cell of a raster has the
/// same size.
double snapped(double length)
{
    const double grid = length < 3.0 * kHeatmapLayoutPixel300 ? kHeatmapLayoutPixel300 / 2.0
                                                              : kHeatmapLayoutPixel300;
    return std::max(grid, std::floor(length / grid + 1e-6) * grid);
}

double onGrid(double position)
{
    return std::round(position / kHeatmapLayoutPixel300) * kHeatmapLayoutPixel300;
}

class HeatmapLayoutPlanner {
public:
    HeatmapLayoutPlanner(const HeatmapFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_count(static_cast<int>(figure.panels.size()))
    {
        for (const HeatmapData& panel : figure.panels) {
            m_nx = std::max(m_nx, spec.isTransposed ? panel.students : panel.teachers);
            m_ny = std::max(m_ny, spec.isTransposed ? panel.teachers : panel.students);
        }
        m_ranges = panelRanges(figure, spec);
        m_tickLine = lineHeightMm(spec.tickPt);
        m_labelLine = lineHeightMm(spec.labelPt);
        m_tickCap = capHeightMm(spec.font, spec.tickPt);
        m_labelCap = capHeightMm(spec.font, spec.labelPt);
        useBox(false);
    }

    FigurePlan plan()
    {
        chooseColumns();
        chooseCells();
        placePanels();
        placeScale();
        placeTexts();
        return std::move(m_plan);
    }

private:
    double tickText(const QString& text) const
    {
        return textWidthMm(m_spec.font, false, m_spec.tickPt, text);
    }
    double labelText(const QString& text) const
    {
        return textWidthMm(m_spec.font, false, m_spec.labelPt, text);
    }

    /// Bar, ticks and numbers of a colour scale.
    double scaleWidth() const
    {
        double widest = 0.0;
        for (const ColorRange& range : m_ranges) {
            const std::vector<double> ticks = valueTicks(range);
            for (const double tick : ticks) {
                widest = std::max(widest, tickText(numberText(tick, tickDecimals(ticks))));
            }
        }
        return Metrics::kScaleWidth + Metrics::kTick + Metrics::kTickGap + widest;
    }

    /// Of the axis drawn upwards.
    double widestRowLabel() const
    {
        double widest = 0.0;
        for (const HeatmapData& panel : m_figure.panels) {
            const HeatmapAxis& axis = upwards(panel);
            for (int i = axis.hasNames() ? 0 : m_ny - 1; i < m_ny; ++i) {
                widest = std::max(widest, tickText(axis.tick(i)));
            }
        }
        return widest;
    }
    const HeatmapAxis& across(const HeatmapData& panel) const
    {
        return m_spec.isTransposed ? panel.rows : panel.columns;
    }
    const HeatmapAxis& upwards(const HeatmapData& panel) const
    {
        return m_spec.isTransposed ? panel.columns : panel.rows;
    }

    double leftWidth() const
    {
        return Metrics::kMargin + m_labelLine + Metrics::kTitleGap + widestRowLabel()
            + Metrics::kTickGap + Metrics::kTick;
    }
    double rightWidth() const
    {
        return m_spec.isLocked ? Metrics::kScaleGap + scaleWidth() + Metrics::kTitleGap
                + m_labelLine + Metrics::kMargin
                               : Metrics::kMargin;
    }
    /// Colour bar beside each panel when scales are unlocked.
    double panelExtra() const
    {
        return m_spec.isLocked ? 0.0 : Metrics::kScaleGap / 2.0 + scaleWidth();
    }

    double cellForColumns(int columns) const
    {
        const double free = m_spec.widthMm - leftWidth() - rightWidth()
            - (columns - 1) * Metrics::kColumnGap - columns * panelExtra();
        return free / columns / m_nx;
    }

    /// A panel is as wide as its title, where the page is.
    double narrowestPanel() const
    {
        double widest = kNarrowestPanel;
        for (int i = 0; i < m_count; ++i) {
            widest = std::max(widest, titleWidth(i));
        }
        return widest;
    }

    bool hasNamedRows() const { return upwards(m_figure.panels.front()).hasNames(); }
    /// Names need a line of their own.
    double rowHeight(double cell) const
    {
        return hasNamedRows() ? std::max(cell, snapped(m_tickLine)) : cell;
    }
    double mapHeight() const { return m_plan.cellHeightMm * m_ny; }

    void chooseColumns()
    {
        m_columns = std::clamp(m_spec.columns, 0, m_count);
        if (m_columns == 0) {
            m_columns = m_count;
            while (m_columns > 1 && cellForColumns(m_columns) * m_nx < narrowestPanel()) {
                // Four panels fold to 2 x 2, not to 3 + 1.
                const int rows = (m_count + m_columns - 1) / m_columns + 1;
                m_columns = std::min(m_columns - 1, (m_count + rows - 1) / rows);
            }
        }
        m_rows = (m_count + m_columns - 1) / m_columns;
    }

    /// The box's lines; stacked, every number has a line of its own. Undefined cells are counted in
    /// the legend.
    void useBox(bool isStacked)
    {
        m_boxes.clear();
        m_boxWidth = 0.0;
        m_boxRows = 0;
        for (const HeatmapData& panel : m_figure.panels) {
            QStringList lines;
            for (const QString& line : m_spec.showBox ? boxLines(panel) : QStringList()) {
                if (line.endsWith(QLatin1String("undefined"))) {
                    continue;
                }
                lines << (isStacked ? line.split(QStringLiteral("  ")) : QStringList{line});
            }
            for (const QString& line : lines) {
                m_boxWidth = std::max(m_boxWidth, tickText(line));
            }
            m_boxRows = std::max(m_boxRows, static_cast<int>(lines.size()));
            m_boxes.push_back(lines);
        }
    }

    std::optional<MapCorner> cornerOf(int index) const
    {
        const double cell = m_plan.cellMm;
        CornerText text;
        for (const QString& line : m_boxes[static_cast<std::size_t>(index)]) {
            text.widths.push_back(tickText(line) / cell);
        }
        text.lineHeight = m_tickLine / cell;
        text.padding = Metrics::kBoxPadding / cell;
        return maskedCorner(m_figure.panels[static_cast<std::size_t>(index)], m_spec.isTransposed,
                            text);
    }

    bool fitsInCorner() const
    {
        for (int i = 0; i < m_count; ++i) {
            if (!cornerOf(i)) {
                return false;
            }
        }
        return m_boxRows > 0;
    }

    /// In the masked corner, as lines or stacked; else in the title's line; else above the map.
    void chooseBox()
    {
        useBox(false);
        m_isBoxInside = fitsInCorner();
        if (!m_isBoxInside) {
            useBox(true);
            m_isBoxInside = fitsInCorner();
            if (!m_isBoxInside) {
                useBox(false);
            }
        }
        m_isBoxInTitle = !m_isBoxInside && fitsTitleLine();
    }

    QString panelTitle(int index) const
    {
        return m_figure.panels[static_cast<std::size_t>(index)].module;
    }
    double titleWidth(int index) const
    {
        const double letter = m_count > 1 && m_spec.showLetters
            ? textWidthMm(m_spec.font, true, m_spec.letterPt, QStringLiteral("(a)")) + 1.0
            : 0.0;
        return letter + labelText(panelTitle(index));
    }
    bool fitsTitleLine() const
    {
        for (int i = 0; i < m_count; ++i) {
            if (titleWidth(i) + 2.0 + m_boxWidth > m_plan.cellMm * m_nx) {
                return false;
            }
        }
        return m_boxRows == 1;
    }

    double headerHeight() const
    {
        const double title = m_labelLine;
        return m_isBoxInside || m_isBoxInTitle ? title : title + m_boxRows * m_tickLine;
    }

    double topHeight() const
    {
        return Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.2);
    }
    /// Everything below the last row of maps.
    double bottomHeight() const
    {
        const double axis = Metrics::kTick + Metrics::kTickGap + m_tickCap + Metrics::kTitleGap
            + m_labelCap + m_labelLine * 0.3;
        const double legend =
            m_isLegendBesideTitle ? 0.0 : m_plan.legend.rows() * m_tickLine * 1.15;
        const double footer = m_plan.footer.isEmpty()
            ? 0.0
            : static_cast<int>(m_plan.footer.size()) * m_tickLine + m_tickLine * 0.25;
        return axis + legend + footer + Metrics::kMargin;
    }

    void chooseCells()
    {
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_plan.footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                        m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double byWidth = cellForColumns(m_columns);
        requireRoom(byWidth, "--width-mm");
        m_plan.cellMm = snapped(byWidth);
        m_plan.cellHeightMm = rowHeight(m_plan.cellMm);
        // A smaller cell may push the box out of its corner and so make the header higher: at most
        // two more rounds.
        for (int round = 0; round < 3; ++round) {
            chooseBox();
            const bool hasTitle = !m_spec.isLocked || fitsScale(shortScaleTitle());
            m_plan.legend =
                heatmapLegend(m_figure, m_spec, hasTitle ? QString() : shortScaleTitle(),
                              m_spec.widthMm - leftWidth() - Metrics::kMargin);
            const double gridWidth = m_columns * m_plan.cellMm * m_nx
                + (m_columns - 1) * (panelExtra() + Metrics::kColumnGap);
            const double axis =
                2.0 * m_labelCap + labelText(axisTitle(across(m_figure.panels.front()), gridWidth));
            m_isLegendBesideTitle = m_plan.legend.rows() == 1
                && axis / 2.0 + m_plan.legend.widthMm + Metrics::kLegendGap <= gridWidth / 2.0;
            if (m_spec.heightMm <= 0.0) {
                break;
            }
            const double free = m_spec.heightMm - topHeight() - bottomHeight()
                - m_rows * headerHeight() - (m_rows - 1) * Metrics::kRowGap;
            const double byHeight = free / m_rows / m_ny;
            requireRoom(byHeight, "--height-mm");
            m_plan.cellMm = snapped(hasNamedRows() ? byWidth : std::min(byWidth, byHeight));
            m_plan.cellHeightMm = snapped(std::min(rowHeight(byWidth), byHeight));
        }
    }

    void requireRoom(double cell, const char* option) const
    {
        if (!(cell >= kSmallestCell)) {
            throw UsageError(option,
                             "room for " + std::to_string(m_count) + " panels of "
                                 + std::to_string(m_nx) + " x " + std::to_string(m_ny) + " layers",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure or fewer modules.");
        }
    }

    void placePanels()
    {
        const double mapWidth = m_plan.cellMm * m_nx;
        const double mapHeight = this->mapHeight();
        // What whole-pixel cells leave over widens the gaps, up to a point; the rest is split over
        // both margins.
        const double used = leftWidth() + m_columns * (mapWidth + panelExtra())
            + (m_columns - 1) * Metrics::kColumnGap + rightWidth();
        const double over = std::max(0.0, m_spec.widthMm - used);
        const double wider =
            m_columns > 1 ? std::min(Metrics::kColumnGap, over / (m_columns - 1)) : 0.0;
        const double step = mapWidth + panelExtra() + Metrics::kColumnGap + wider;
        m_left = onGrid(leftWidth() + (over - wider * (m_columns - 1)) / 2.0);
        double top = topHeight();
        for (int row = 0; row < m_rows; ++row) {
            const double mapTop = onGrid(top + headerHeight());
            for (int column = 0; column < m_columns && row * m_columns + column < m_count;
                 ++column) {
                const int index = row * m_columns + column;
                PanelPlan panel;
                panel.map = QRectF(onGrid(m_left + column * step), mapTop, mapWidth, mapHeight);
                panel.hasYLabels = column == 0;
                panel.hasXLabels = index + m_columns >= m_count;
                panel.range = m_ranges[static_cast<std::size_t>(index)];
                placeHeader(panel, index);
                if (!m_spec.isLocked) {
                    panel.scale = QRectF(panel.map.right() + Metrics::kScaleGap / 2.0, mapTop,
                                         Metrics::kScaleWidth, mapHeight);
                }
                m_plan.grid = m_plan.grid.united(panel.map);
                m_plan.panels.push_back(std::move(panel));
            }
            top = mapTop + mapHeight + Metrics::kRowGap;
        }
        const double height = m_plan.grid.bottom() + bottomHeight();
        m_plan.sizeMm = QSizeF(m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : height);
    }

    void placeHeader(PanelPlan& panel, int index)
    {
        panel.box = m_boxes[static_cast<std::size_t>(index)];
        const QRectF& map = panel.map;
        const double above = map.top() - m_tickLine * 0.32;
        panel.title = QPointF(map.left(), map.top() - m_labelLine * 0.32);
        panel.titleText = elidedMiddle(panelTitle(index), m_spec.font, m_spec.labelPt,
                                       map.width() + panelExtra()
                                           - (titleWidth(index) - labelText(panelTitle(index))));
        if (m_isBoxInside) {
            const MapCorner corner = *cornerOf(index);
            panel.isBoxRightAligned = !isLeft(corner);
            panel.boxOrigin =
                QPointF(isLeft(corner) ? map.left() + Metrics::kBoxPadding
                                       : map.right() - Metrics::kBoxPadding,
                        isTop(corner) ? map.top() + Metrics::kBoxPadding + m_tickCap
                                      : map.bottom() - Metrics::kBoxPadding
                                - (static_cast<int>(panel.box.size()) - 1) * m_tickLine);
        } else if (m_isBoxInTitle) {
            panel.isBoxRightAligned = true;
            panel.boxOrigin = QPointF(map.right(), panel.title.y());
        } else {
            panel.boxOrigin = QPointF(map.left(), above - (m_boxRows - 1) * m_tickLine);
            panel.title.ry() -= m_boxRows * m_tickLine;
        }
    }

    QString shortScaleTitle() const
    {
        const HeatmapData& first = m_figure.panels.front();
        return first.difference ? QStringLiteral("A − B") : first.measureName();
    }
    /// Whether a title along the common colour bar is no longer than that.
    bool fitsScale(const QString& title) const
    {
        const double bar =
            m_rows * mapHeight() + (m_rows - 1) * (headerHeight() + Metrics::kRowGap);
        return labelText(title) <= std::max(bar, kShortestScale);
    }

    void placeScale()
    {
        if (!m_spec.isLocked) {
            return;
        }
        m_plan.scale = QRectF(m_plan.grid.right() + Metrics::kScaleGap, m_plan.grid.top(),
                              Metrics::kScaleWidth, m_plan.grid.height());
        const QString longTitle = scaleTitle(m_figure.panels.front());
        m_plan.scaleTitle = fitsScale(longTitle) ? longTitle
            : fitsScale(shortScaleTitle())       ? shortScaleTitle()
                                                 : QString(); // it is in the legend
        m_plan.scaleTitlePlace =
            QPointF(m_plan.scale.left() + scaleWidth() + Metrics::kTitleGap + m_labelCap,
                    m_plan.scale.center().y());
    }

    /// Names speak for themselves.
    QString axisTitle(const HeatmapAxis& axis, double room) const
    {
        if (axis.hasNames()) {
            return {};
        }
        const QString name = axis.mark == HeatmapAxis::Mark::Teacher ? m_figure.teacherName
            : axis.mark == HeatmapAxis::Mark::Student                ? m_figure.studentName
                                                                     : QString();
        const QString full =
            name.isEmpty() ? axis.title : QStringLiteral("%1 (%2)").arg(axis.title, name);
        return labelText(full) + 2.0 * m_labelCap <= room ? full : axis.title;
    }

    void placeTexts()
    {
        const HeatmapData& first = m_figure.panels.front();
        m_plan.xMark = across(first).mark;
        m_plan.yMark = upwards(first).mark;
        const QRectF& grid = m_plan.grid;
        m_plan.xTitle = axisTitle(across(first), grid.width());
        m_plan.yTitle = axisTitle(upwards(first), grid.height());
        double y = grid.bottom() + Metrics::kTick + Metrics::kTickGap + m_tickCap
            + Metrics::kTitleGap + m_labelCap;
        m_plan.xTitlePlace = QPointF(grid.center().x(), y);
        y += m_labelLine * 0.3;
        m_plan.yTitlePlace =
            QPointF(m_left - leftWidth() + Metrics::kMargin + m_labelCap * 1.15, grid.center().y());
        m_plan.titlePlace = QPointF(Metrics::kMargin, Metrics::kMargin + m_labelCap * 1.1);
        if (m_isLegendBesideTitle) {
            m_plan.legendPlace =
                QPointF(grid.right() - m_plan.legend.widthMm, m_plan.xTitlePlace.y());
        } else if (m_plan.legend.rows() > 0) {
            const double left = m_plan.legend.rows() > 1 ? leftWidth() : m_left;
            m_plan.legendPlace = QPointF(left, y + m_tickLine * 0.95);
            y += m_plan.legend.rows() * m_tickLine * 1.15;
        }
        m_plan.footerPlace = QPointF(Metrics::kMargin, y + m_tickLine);
    }

    const HeatmapFigure& m_figure;
    const FigureSpec& m_spec;
    int m_count;
    int m_nx = 1;
    int m_ny = 1;
    int m_columns = 1;
    int m_rows = 1;
    std::vector<QStringList> m_boxes;
    double m_boxWidth = 0.0;
    int m_boxRows = 0;
    bool m_isBoxInside = false;
    bool m_isBoxInTitle = false;
    bool m_isLegendBesideTitle = false;
    std::vector<ColorRange> m_ranges;
    double m_tickLine = 0.0;
    double m_labelLine = 0.0;
    double m_tickCap = 0.0;
    double m_labelCap = 0.0;
    double m_left = 0.0;
    FigurePlan m_plan;
};

} // namespace

FigurePlan planFigure(const HeatmapFigure& figure, const FigureSpec& spec)
{
    if (figure.panels.empty()) {
        throw UsageError("figure", "at least one panel", "none");
    }
    const HeatmapData& first = figure.panels.front();
    for (const HeatmapData& panel : figure.panels) {
        if (panel.students != first.students || panel.teachers != first.teachers) {
            throw UsageError("figure", "panels of one size",
                             panel.module.toStdString() + " of another");
        }
    }
    return HeatmapLayoutPlanner(figure, spec).plan();
}

} // namespace neurograft
