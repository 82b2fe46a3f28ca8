// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a neuron map figure lie, and how they are drawn.
#include "widgets/figures/neuron_figure.h"

#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/neuron_print.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/neuron_map_image.h"

#include <algorithm>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kSideBySideMm = 120.0; ///< narrower pages get one map per row
constexpr double kSmallestMapMm = 20.0;
constexpr double kUsualMapMm = 20.0; ///< height of a map, as far as its layers allow
constexpr double kLongestScaleTitleMm = 30.0; ///< in one line
constexpr double kOverhangMm = 1.2; ///< of a number beyond its map
constexpr int kParts = kPrintedRows;
constexpr int kLeastPart = 2; ///< pixels of 300 dpi
constexpr int kMostPart = 9;
constexpr QRgb kInk = 0xff000000;

class SceneBuilder {
public:
    SceneBuilder(const NeuronFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec),
          m_count(static_cast<int>(figure.panels.size())),
          m_ranges(neuronPanelRanges(figure, spec)), m_map(ColorMap::of(spec.colorMap)),
          m_labelLine(lineHeightMm(spec.labelPt)), m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
        m_scene.scales = spec.isLocked ? 1 : m_count;
    }

    FigureScene build()
    {
        describe();
        chooseColumns();
        poolMaps();
        chooseLayers();
        chooseTitles();
        for (int index = 0; index < m_count; ++index) {
            addPanel(index);
        }
        addScales();
        addBottom();
        return std::move(m_scene);
    }

private:
    const NeuronMapData& data(int index) const
    {
        return *m_figure.panels[static_cast<std::size_t>(index)];
    }
    const ColorRange& range(int index) const { return m_ranges[static_cast<std::size_t>(index)]; }
    NeuronView view(int index) const { return neuronPanelView(m_figure, data(index)); }
    int rowOf(int index) const { return index / m_columns; }
    int columnOf(int index) const { return index % m_columns; }

    void describe()
    {
        QStringList findings;
        for (const auto& panel : m_figure.panels) {
            findings << neuronPanelName(*panel) + QStringLiteral(": ") + neuronFinding(*panel);
        }
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description =
            findings.join(QStringLiteral(". ")) + QStringLiteral(". ") + m_figure.footer;
    }

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
            ? Metrics::kScaleGap + m_pen.colorScaleWidth(m_ranges.front()) + Metrics::kTitleGap
                + static_cast<double>(scaleTitle().size()) * m_labelLine + Metrics::kMargin
            : Metrics::kMargin;
    }
    /// In two lines where it would be longer than a low page.
    QStringList scaleTitle() const
    {
        const QString title = neuronScaleTitle(data(0));
        return m_pen.labelWidth(title) > kLongestScaleTitleMm ? title.split(QStringLiteral(", "))
                                                              : QStringList{title};
    }
    /// Colour bar beside each map when scales are unlocked.
    double panelExtra() const
    {
        double widest = 0.0;
        for (const ColorRange& own : m_ranges) {
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
        m_columns = m_spec.columns > 0        ? std::min(m_spec.columns, m_count)
            : m_spec.widthMm >= kSideBySideMm ? std::max(1, roles)
                                              : 1;
        m_rows = (m_count + m_columns - 1) / m_columns;
        m_pixels = pixels300(mapWidth(m_columns));
        requireRoom(mmOfPixels300(m_pixels) >= kSmallestMapMm, "--width-mm");
    }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option,
                             "room for " + std::to_string(m_count) + " neuron maps, "
                                 + std::to_string(m_columns) + " per row",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure or fewer modules.");
        }
    }

    /// Layers of the highest map of a row.
    int layersOf(int row) const
    {
        int layers = 1;
        for (int index = row * m_columns; index < std::min(m_count, (row + 1) * m_columns);
             ++index) {
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
    bool hasLegend() const { return m_mostLocated > 0 || m_hasGaps || m_scene.scales > 1; }
    double bottomHeight() const
    {
        const double footer = m_footer.isEmpty()
            ? 0.0
            : static_cast<int>(m_footer.size()) * m_tickLine + m_tickLine * 0.25;
        return axisHeight() + Metrics::kTitleGap + m_pen.labelCap() + m_labelLine * 0.3
            + (hasLegend() ? m_tickLine * 1.15 : m_tickLine * 0.1) + footer + Metrics::kMargin;
    }

    void poolMaps()
    {
        for (int index = 0; index < m_count; ++index) {
            const NeuronView part = view(index);
            m_pools.push_back(maxPool(data(index), part, m_pixels, part.layers()));
            const NeuronPool& pool = m_pools.back();
            m_isPooled = m_isPooled || !pool.isSingle();
            m_hasGaps = m_hasGaps
                || std::any_of(pool.winners.begin(), pool.winners.end(),
                               [](std::int64_t winner) { return winner < 0; });
            m_mostLocated = std::max(m_mostLocated, mostLocated(pool, data(index)));
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
        return level == 1 ? own.modelName + QStringLiteral("  ") + kind : own.modelName;
    }

    void chooseTitles()
    {
        for (m_titleLevel = 0; m_titleLevel < 2; ++m_titleLevel) {
            bool isFit = true;
            for (int index = 0; index < m_count; ++index) {
                const double indent = m_pen.panelTitleIndent(
                    index, m_count, isTeacherRole(data(index).role).has_value());
                isFit = isFit
                    && indent + m_pen.labelWidth(panelTitle(index, m_titleLevel))
                        <= mmOfPixels300(m_pixels);
            }
            if (isFit) {
                return;
            }
        }
    }

    void chooseLayers()
    {
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
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
        m_bottom = top - axisHeight() - Metrics::kRowGap; // of the lowest map
        m_scene.sizeMm = QSizeF(
            m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : m_bottom + bottomHeight());
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

    void addPanel(int index)
    {
        const NeuronMapData& own = data(index);
        const NeuronView part = view(index);
        const QRectF map = mapOf(index);
        m_scene.add(SceneImage{map,
                               printedNeurons(m_pools[static_cast<std::size_t>(index)], own, m_map,
                                              range(index), pixels300(map.height())),
                               neuronPanelName(own)});
        const double neuron = map.width() / part.neurons();
        const double layer = map.height() / part.layers();
        const double left = map.left() - part.indexLow * neuron; // of neuron 0
        const double bottom = map.bottom() + part.layerLow * layer; // of layer 0
        const std::optional<bool> isTeacher = isTeacherRole(own.role);
        m_scene.panels.push_back(
            {neuronPanelName(own), map,
             QTransform(neuron, 0.0, 0.0, -layer, left + neuron / 2.0, bottom - layer / 2.0),
             own.family == NeuronFamily::Head ? QStringLiteral("head ") : QStringLiteral("neuron "),
             !isTeacher       ? QStringLiteral("L")
                 : *isTeacher ? QStringLiteral("T L")
                              : QStringLiteral("S L")});
        m_pen.frame(map);
        addTicks(part, map, neuron, layer);
        m_pen.panelTitle({map.left(), map.top() - m_labelLine * 0.32}, index, m_count, isTeacher,
                         panelTitle(index, m_titleLevel));
    }

    void addTicks(const NeuronView& part, const QRectF& map, double neuron, double layer)
    {
        const auto width = [&](int number) { return m_pen.tickWidth(QString::number(number)); };
        for (const int tick : neuronTicks(part.indexLow, part.indexHigh, neuron, width, 1.5)) {
            const double x = map.left() + (tick - part.indexLow + 0.5) * neuron;
            m_pen.line(x, map.bottom(), x, map.bottom() + Metrics::kTick);
            if (x + width(tick) / 2.0 > map.right() + kOverhangMm) {
                continue; // its number would reach the colour scale
            }
            m_pen.text({x, map.bottom() + Metrics::kTick + Metrics::kTickGap + m_pen.tickCap()},
                       QString::number(tick), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
        }
        const auto height = [&](int) { return m_pen.tickCap(); };
        for (const int above : layerTicks(part.layers(), layer, height, 0.6)) {
            const double y = map.bottom() - (above + 0.5) * layer;
            m_pen.line(map.left() - Metrics::kTick, y, map.left(), y);
            m_pen.text({map.left() - Metrics::kTick - Metrics::kTickGap, y + m_pen.tickCap() / 2.0},
                       QString::number(part.layerLow + above), m_spec.tickPt, TextRole::Tick,
                       TextAnchor::End);
        }
    }

    void addScales()
    {
        if (m_spec.isLocked) {
            const double right = Metrics::kMargin + m_columns * leftWidth()
                + m_columns * mmOfPixels300(m_pixels) + (m_columns - 1) * Metrics::kColumnGap;
            const QRectF bar(right + Metrics::kScaleGap, m_tops.front(), Metrics::kScaleWidth,
                             m_bottom - m_tops.front());
            m_pen.colorScale(bar, m_map, m_ranges.front());
            double x = bar.left() + m_pen.colorScaleWidth(m_ranges.front()) + Metrics::kTitleGap
                + m_pen.labelCap();
            for (const QString& line : scaleTitle()) {
                const double half = m_pen.labelWidth(line) / 2.0 + Metrics::kMargin;
                const double y =
                    std::max(half, std::min(bar.center().y(), m_scene.sizeMm.height() - half));
                m_pen.text({x, y}, line, m_spec.labelPt, TextRole::AxisTitle, TextAnchor::Middle,
                           -90.0);
                x += m_labelLine;
            }
            return;
        }
        for (int index = 0; index < m_count; ++index) {
            const QRectF map = mapOf(index);
            const double right = map.left() + mmOfPixels300(m_pixels);
            m_pen.colorScale(QRectF(right + Metrics::kScaleGap / 2.0, map.top(),
                                    Metrics::kScaleWidth, map.height()),
                             m_map, range(index));
        }
    }

    bool hasHeadsOnly() const
    {
        return std::all_of(m_figure.panels.begin(), m_figure.panels.end(),
                           [](const auto& panel) { return panel->family == NeuronFamily::Head; });
    }

    void addBottom()
    {
        const double labelBase = m_bottom + axisHeight() + Metrics::kTitleGap + m_pen.labelCap();
        const QString across = neuronAxisTitle(m_figure, m_isPooled);
        for (int column = 0; column < m_columns; ++column) {
            const double left = mapOf(column).left();
            m_pen.text({left + mmOfPixels300(m_pixels) / 2.0, labelBase}, across, m_spec.labelPt,
                       TextRole::AxisTitle, TextAnchor::Middle);
        }
        const QRectF first = mapOf(0);
        m_pen.text({Metrics::kMargin + m_pen.labelCap() * 1.15, (m_tops.front() + m_bottom) / 2.0},
                   QStringLiteral("layer"), m_spec.labelPt, TextRole::AxisTitle, TextAnchor::Middle,
                   -90.0);
        const double legendBase = labelBase + m_labelLine * 0.3 + m_tickLine * 0.95;
        QPointF at(first.left(), legendBase);
        if (m_mostLocated > 0) {
            at.setX(m_pen.legendItem(at, ChartPen::Field::Tick, kInk,
                                     m_mostLocated > 1
                                         ? QStringLiteral("located (darker: more per pixel)")
                                         : QStringLiteral("located neuron")));
        }
        if (m_hasGaps) {
            at.setX(m_pen.legendItem(at, ChartPen::Field::Area, ColorMap::pendingColor(),
                                     hasHeadsOnly() ? QStringLiteral("not known")
                                                    : QStringLiteral("not evaluated")));
        }
        if (m_scene.scales > 1) {
            m_pen.text(at, QStringLiteral("%1 scales").arg(m_scene.scales), m_spec.tickPt,
                       TextRole::Legend);
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin,
                      hasLegend() ? legendBase + m_tickLine * 1.2 : legendBase + m_tickLine * 0.15},
                     m_footer);
    }

    const NeuronFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    int m_count;
    std::vector<ColorRange> m_ranges;
    const ColorMap& m_map;
    double m_labelLine;
    double m_tickLine;
    int m_columns = 1;
    int m_rows = 1;
    int m_pixels = 0; ///< of a map's width
    int m_part = kLeastPart; ///< pixels of a quarter of a layer
    std::vector<double> m_tops; ///< of the maps, by row
    double m_bottom = 0.0;
    QStringList m_footer;
    bool m_isPooled = false;
    bool m_hasGaps = false;
    int m_mostLocated = 0; ///< in a bin of any map
    int m_titleLevel = 0; ///< how much of them is left out
    std::vector<NeuronPool> m_pools;
};

} // namespace

FigureScene neuronScene(const NeuronFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "layers on the y axis, as neuron maps have them",
                         "layers on the x axis");
    }
    if (figure.panels.empty()) {
        throw UsageError("figure", "at least one neuron map", "none");
    }
    return SceneBuilder(figure, spec).build();
}

} // namespace neurograft
