// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a layer bar figure lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/layer_bars_figure.h"
#include "widgets/figures/page_colors.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <algorithm>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kLayerBarsSceneSideBySideMm = 120.0; ///< narrower pages get one model per row
constexpr double kPanelHeightMm = 28.0;
constexpr double kLayerBarsSceneSmallestHeightMm = 10.0;
constexpr double kSmallestWidthMm = 20.0;
constexpr int kLayerBarsSceneMostTicks = 6; ///< of the value axis

class LayerBarsSceneBuilder {
public:
    LayerBarsSceneBuilder(const LayerBarsFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec),
          m_count(static_cast<int>(figure.data.models.size())),
          m_range(layerBarsRange(figure.data)), m_labelLine(lineHeightMm(spec.labelPt)),
          m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description =
            layerBarsFinding(m_figure.data) + QStringLiteral(". ") + m_figure.footer;
        choosePanels();
        for (int index = 0; index < m_count; ++index) {
            addPanel(index);
        }
        addTexts();
        return std::move(m_scene);
    }

private:
    const LayerBarsModel& model(int index) const
    {
        return m_figure.data.models[static_cast<std::size_t>(index)];
    }

    double valueWidth() const
    {
        const std::vector<double> ticks = layerBarsTicks(m_figure.data, kLayerBarsSceneMostTicks);
        double widest = 0.0;
        for (const double tick : ticks) {
            widest = std::max(widest, m_pen.tickWidth(numberText(tick, tickDecimals(ticks))));
        }
        return widest;
    }
    /// Axis title (first column), numbers and ticks left of a panel.
    double leftWidth(int column) const
    {
        return (column == 0 ? m_labelLine + Metrics::kTitleGap : 0.0) + valueWidth()
            + Metrics::kTickGap + Metrics::kTick;
    }
    double topHeight() const
    {
        return Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.2);
    }
    double axisHeight() const { return Metrics::kTick + Metrics::kTickGap + m_pen.tickCap(); }
    double bottomHeight() const
    {
        const double footer = m_footer.isEmpty()
            ? 0.0
            : static_cast<int>(m_footer.size()) * m_tickLine + m_tickLine * 0.25;
        return axisHeight() + Metrics::kTitleGap + m_pen.labelCap() + m_labelLine * 0.3
            + m_tickLine * 1.15 + footer + Metrics::kMargin;
    }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option, "room for the bars of " + std::to_string(m_count) + " models",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure.");
        }
    }

    void choosePanels()
    {
        m_columns = m_spec.columns > 0                      ? std::min(m_spec.columns, m_count)
            : m_spec.widthMm >= kLayerBarsSceneSideBySideMm ? m_count
                                                            : 1;
        m_rows = (m_count + m_columns - 1) / m_columns;
        double width =
            m_spec.widthMm - 2.0 * Metrics::kMargin - (m_columns - 1) * Metrics::kColumnGap;
        for (int column = 0; column < m_columns; ++column) {
            width -= leftWidth(column);
        }
        width /= m_columns;
        requireRoom(width >= kSmallestWidthMm, "--width-mm");
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double between = axisHeight() + Metrics::kRowGap;
        double height = kPanelHeightMm;
        if (m_spec.heightMm > 0.0) {
            height = (m_spec.heightMm - topHeight() - bottomHeight() - m_rows * m_labelLine
                      - (m_rows - 1) * between)
                / m_rows;
            requireRoom(height >= kLayerBarsSceneSmallestHeightMm, "--height-mm");
        }
        for (int index = 0; index < m_count; ++index) {
            const int column = index % m_columns;
            const int row = index / m_columns;
            double left = Metrics::kMargin;
            for (int before = 0; before < column; ++before) {
                left += leftWidth(before) + width + Metrics::kColumnGap;
            }
            const double top = topHeight() + (row + 1) * m_labelLine + row * (height + between);
            m_areas.emplace_back(left + leftWidth(column), top, width, height);
            m_bottom = std::max(m_bottom, top + height);
        }
        m_scene.sizeMm = QSizeF(
            m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : m_bottom + bottomHeight());
    }

    void addPanel(int index)
    {
        const LayerBarsModel& own = model(index);
        const QRectF& area = m_areas[static_cast<std::size_t>(index)];
        const LayerBarsGeometry geometry{area, own.layers(), m_range, true,
                                         m_figure.data.isSingle()};
        for (int layer = 0; layer < own.layers(); ++layer) {
            for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
                const QRectF rect = geometry.barRect(layer, bar, own.value(layer, bar));
                if (rect.isEmpty()) {
                    continue;
                }
                m_pen.area(rect, layerBarColor(bar, kInk, kPaper));
                if (bar == LayerBar::Attention) {
                    m_pen.hatch(rect);
                }
            }
        }
        addAxes(own, area, geometry);
        const std::optional<bool> isTeacher = isTeacherRole(own.role);
        m_pen.panelTitle({area.left(), area.top() - m_labelLine * 0.32}, index, m_count, isTeacher,
                         layerBarsModelTitle(m_figure.data, own));
        const double unit = area.height() / (m_range.high - m_range.low);
        m_scene.panels.push_back({own.role, area,
                                  QTransform(geometry.step(), 0.0, 0.0, -unit,
                                             geometry.layerPlace(0), geometry.valuePlace(0.0)),
                                  QStringLiteral("L"), QString(), false});
    }

    void addAxes(const LayerBarsModel& own, const QRectF& area, const LayerBarsGeometry& geometry)
    {
        const double zero = geometry.valuePlace(0.0);
        m_pen.line(area.left(), area.top(), area.left(), area.bottom());
        m_pen.line(area.left(), zero, area.right(), zero);
        if (m_range.low < 0.0) {
            m_pen.line(area.left(), area.bottom(), area.right(), area.bottom());
        }
        const int most = std::clamp(static_cast<int>(area.height() / (m_pen.tickCap() * 3.0)), 2,
                                    kLayerBarsSceneMostTicks);
        const std::vector<double> ticks = layerBarsTicks(m_figure.data, most);
        for (const double tick : ticks) {
            const double y = geometry.valuePlace(tick);
            m_pen.line(area.left() - Metrics::kTick, y, area.left(), y);
            m_pen.text(
                {area.left() - Metrics::kTick - Metrics::kTickGap, y + m_pen.tickCap() / 2.0},
                numberText(tick, tickDecimals(ticks)), m_spec.tickPt, TextRole::Tick,
                TextAnchor::End);
        }
        const auto width = [&](int layer) { return m_pen.tickWidth(QString::number(layer)); };
        for (const int layer : layerTicks(own.layers(), geometry.step(), width, 0.7)) {
            const double x = geometry.layerPlace(layer);
            m_pen.line(x, area.bottom(), x, area.bottom() + Metrics::kTick);
            m_pen.text({x, area.bottom() + Metrics::kTick + Metrics::kTickGap + m_pen.tickCap()},
                       QString::number(layer), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
        }
    }

    void addTexts()
    {
        const double labelBase = m_bottom + axisHeight() + Metrics::kTitleGap + m_pen.labelCap();
        for (int column = 0; column < m_columns; ++column) {
            m_pen.text({m_areas[static_cast<std::size_t>(column)].center().x(), labelBase},
                       QStringLiteral("layer"), m_spec.labelPt, TextRole::AxisTitle,
                       TextAnchor::Middle);
        }
        m_pen.text(
            {Metrics::kMargin + m_pen.labelCap() * 1.15, (m_areas.front().top() + m_bottom) / 2.0},
            layerBarsAxisTitle(m_figure.data), m_spec.labelPt, TextRole::AxisTitle,
            TextAnchor::Middle, -90.0);
        const double legendBase = labelBase + m_labelLine * 0.3 + m_tickLine * 0.95;
        QPointF at(m_areas.front().left(), legendBase);
        for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
            at.setX(m_pen.legendItem(
                at, bar == LayerBar::Ffn ? ChartPen::Field::Area : ChartPen::Field::Hatched,
                layerBarColor(bar, kInk, kPaper), layerBarTitle(m_figure.data, bar)));
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, legendBase + m_tickLine * 1.2}, m_footer);
    }

    const LayerBarsFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    int m_count;
    ColorRange m_range;
    double m_labelLine;
    double m_tickLine;
    int m_columns = 1;
    int m_rows = 1;
    std::vector<QRectF> m_areas;
    double m_bottom = 0.0; ///< of the lowest panel
    QStringList m_footer;
};

} // namespace

FigureScene layerBarsScene(const LayerBarsFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "layers on the x axis, as layer bars have them",
                         "layers on the y axis");
    }
    if (figure.data.models.empty()) {
        throw UsageError("figure", "bars of at least one model", "none");
    }
    return LayerBarsSceneBuilder(figure, spec).build();
}

} // namespace neurograft
