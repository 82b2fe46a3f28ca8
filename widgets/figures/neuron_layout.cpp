// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_layout.h"

#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/neuron_print.h"
#include "widgets/figures/text_wrap.h"

#include <algorithm>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kNeuronLayoutSideBySideMm = 120.0; ///< narrower pages get one map per row
constexpr double kSmallestMapMm = 20.0;
constexpr double kUsualMapMm = 20.0; ///< height of a map, as far as its layers allow
constexpr double kLongestScaleTitleMm = 30.0; ///< in one line
constexpr int kParts = kPrintedRows;
constexpr int kLeastPart = 2; ///< pixels of 300 dpi
constexpr int kMostPart = 9;
constexpr int kMostLeftOut = 2; ///< of a title: size, then kind

class NeuronLayoutPlanner {
public:
    NeuronLayoutPlanner(const NeuronFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scratch, spec),
          m_count(static_cast<int>(figure.panels.size())), m_labelLine(lineHeightMm(spec.labelPt)),
          m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_plan.ranges = neuronPanelRanges(figure, spec);
        m_plan.scales = spec.isLocked ? 1 : m_count;
        const QString title = neuronScaleTitle(data(0));
        m_plan.scaleTitle = m_pen.labelWidth(title) > kLongestScaleTitleMm
            ? title.split(QStringLiteral(", "))
            : QStringList{title};
    }

    NeuronPlan plan()
    {
        chooseColumns();
        poolMaps();
        chooseLayers();
        chooseTitles();
        for (int index = 0; index < m_count; ++index) {
            m_plan.maps.push_back(mapOf(index));
        }
        if (m_spec.isLocked) {
            const double right = Metrics::kMargin + m_plan.columns * leftWidth()
                + m_plan.columns * mmOfPixels300(m_pixels)
                + (m_plan.columns - 1) * Metrics::kColumnGap;
            m_plan.scale = QRectF(right + Metrics::kScaleGap, m_tops.front(), Metrics::kScaleWidth,
                                  m_plan.bottom - m_tops.front());
        }
        m_plan.axisHeight = axisHeight();
        return std::move(m_plan);
    }

private:
    const NeuronMapData& data(int index) const
    {
        return *m_figure.panels[static_cast<std::size_t>(index)];
    }
    NeuronView view(int index) const { return neuronPanelView(m_figure, data(index)); }
    int rowOf(int index) const { return index / m_plan.columns; }
    int columnOf(int index) const { return index % m_plan.columns; }

    /// Axis title, layer numbers and ticks left of a map.
    double leftWidth() const
    {
        int layers = 1;
        for (int index = 0; index < m_count; ++index) {
            layers = std::max(layers, view(index).layerHigh);
        }
        return m_labelLine + Metrics::kTitleGap + m_pen.tickWidth(QString::number(layers - 1))
            + Metrics::kTickGap + Metrics::kTick;
    }
    double rightWidth() const
    {
        return m_spec.isLocked
            ? Metrics::kScaleGap + m_pen.colorScaleWidth(m_plan.ranges.front()) + Metrics::kTitleGap
                + static_cast<double>(m_plan.scaleTitle.size()) * m_labelLine + Metrics::kMargin
            : Metrics::kMargin;
    }
    /// Colour bar beside each map when scales are unlocked.
    double panelExtra() const
    {
        double widest = 0.0;
        for (const ColorRange& own : m_plan.ranges) {
            widest = std::max(widest, m_pen.colorScaleWidth(own));
        }
        return m_spec.isLocked ? 0.0 : Metrics::kScaleGap / 2.0 + widest;
    }
    double mapWidth(int columns) const
    {
        return (m_spec.widthMm - Metrics::kMargin - rightWidth()
                - columns * (leftWidth() + panelExtra()) - (columns - 1) * Metrics::kColumnGap)
            / columns;
    }

    void chooseColumns()
    {
        // Panels come by family, so that teacher and student stand side by side.
        int roles = 0;
        for (const auto& panel : m_figure.panels) {
            roles += panel->family == m_figure.panels.front()->family ? 1 : 0;
        }
        m_plan.columns = m_spec.columns > 0               ? std::min(m_spec.columns, m_count)
            : m_spec.widthMm >= kNeuronLayoutSideBySideMm ? std::max(1, roles)
                                                          : 1;
        m_rows = (m_count + m_plan.columns - 1) / m_plan.columns;
        m_pixels = pixels300(mapWidth(m_plan.columns));
        requireRoom(mmOfPixels300(m_pixels) >= kSmallestMapMm, "--width-mm");
    }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option,
                             "room for " + std::to_string(m_count) + " neuron maps, "
                                 + std::to_string(m_plan.columns) + " per row",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure or fewer modules.");
        }
    }

    /// Layers of the highest map of a row.
    int layersOf(int row) const
    {
        int layers = 1;
        for (int index = row * m_plan.columns;
             index < std::min(m_count, (row + 1) * m_plan.columns); ++index) {
            layers = std::max(layers, view(index).layers());
        }
        return layers;
    }

    double topHeight() const
    {
        return Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.2);
    }
    /// Ticks and numbers below a map.
    double axisHeight() const { return Metrics::kTick + Metrics::kTickGap + m_pen.tickCap(); }
    double bottomHeight() const
    {
        const double footer = m_plan.footer.isEmpty()
            ? 0.0
            : static_cast<int>(m_plan.footer.size()) * m_tickLine + m_tickLine * 0.25;
        return axisHeight() + Metrics::kTitleGap + m_pen.labelCap() + m_labelLine * 0.3
            + (m_plan.hasLegend() ? m_tickLine * 1.15 : m_tickLine * 0.1) + footer
            + Metrics::kMargin;
    }

    void poolMaps()
    {
        for (int index = 0; index < m_count; ++index) {
            const NeuronView part = view(index);
            m_plan.pools.push_back(maxPool(data(index), part, m_pixels, part.layers()));
            const NeuronPool& pool = m_plan.pools.back();
            m_plan.isPooled = m_plan.isPooled || !pool.isSingle();
            m_plan.hasGaps = m_plan.hasGaps
                || std::any_of(pool.winners.begin(), pool.winners.end(),
                               [](std::int64_t winner) { return winner < 0; });
            m_plan.mostLocated = std::max(m_plan.mostLocated, mostLocated(pool, data(index)));
        }
    }

    /// Model, size and kind, as much of it as fits above every map; the model first of all.
    QString panelTitle(int index, int level) const
    {
        const NeuronMapData& own = data(index);
        const QString kind = neuronFamilyTitle(own.family);
        if (level == 0) {
            return neuronMapTitle(own);
        }
        if (own.modelName.isEmpty()) {
            return kind;
        }
        return level < kMostLeftOut ? own.modelName + QStringLiteral("  ") + kind : own.modelName;
    }

    /// All of them leave out the same.
    void chooseTitles()
    {
        for (int level = 0; level <= kMostLeftOut; ++level) {
            m_plan.titles.clear();
            bool isFit = true;
            for (int index = 0; index < m_count; ++index) {
                const double indent = m_pen.panelTitleIndent(
                    index, m_count, isTeacherRole(data(index).role).has_value());
                m_plan.titles << panelTitle(index, level);
                isFit = isFit
                    && indent + m_pen.labelWidth(m_plan.titles.last()) <= mmOfPixels300(m_pixels);
            }
            if (isFit) {
                return;
            }
        }
    }

    void chooseLayers()
    {
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_plan.footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                        m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        int all = 0;
        int most = 1;
        for (int row = 0; row < m_rows; ++row) {
            all += layersOf(row);
            most = std::max(most, layersOf(row));
        }
        const double fixed = topHeight() + bottomHeight() + m_rows * m_labelLine
            + (m_rows - 1) * (axisHeight() + Metrics::kRowGap);
        if (m_spec.heightMm > 0.0) {
            m_part = pixels300((m_spec.heightMm - fixed) / all) / kParts;
            requireRoom(m_part >= 1, "--height-mm");
        } else {
            m_part = std::clamp(pixels300(kUsualMapMm / most) / kParts, kLeastPart, kMostPart);
        }
        double top = topHeight();
        for (int row = 0; row < m_rows; ++row) {
            top = onPixel300(top + m_labelLine);
            m_tops.push_back(top);
            top += mmOfPixels300(layersOf(row) * kParts * m_part) + axisHeight() + Metrics::kRowGap;
        }
        m_plan.bottom = top - axisHeight() - Metrics::kRowGap; // of the lowest map
        m_plan.sizeMm =
            QSizeF(m_spec.widthMm,
                   m_spec.heightMm > 0.0 ? m_spec.heightMm : m_plan.bottom + bottomHeight());
    }

    /// Maps of a row are of one size, whatever their models' sizes.
    QRectF mapOf(int index) const
    {
        const double step =
            leftWidth() + mmOfPixels300(m_pixels) + panelExtra() + Metrics::kColumnGap;
        const double left = onPixel300(Metrics::kMargin + leftWidth() + columnOf(index) * step);
        return {left, m_tops[static_cast<std::size_t>(rowOf(index))], mmOfPixels300(m_pixels),
                mmOfPixels300(layersOf(rowOf(index)) * kParts * m_part)};
    }

    const NeuronFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scratch; ///< nothing is drawn here: the pen measures
    ChartPen m_pen;
    int m_count;
    double m_labelLine;
    double m_tickLine;
    NeuronPlan m_plan;
    int m_rows = 1;
    int m_pixels = 0; ///< of a map's width
    int m_part = kLeastPart; ///< pixels of a quarter of a layer
    std::vector<double> m_tops; ///< of the maps, by row
};

} // namespace

NeuronPlan planNeurons(const NeuronFigure& figure, const FigureSpec& spec)
{
    return NeuronLayoutPlanner(figure, spec).plan();
}

} // namespace neurograft
