// SPDX-License-Identifier: GPL-3.0-or-later
// A neuron map figure as it is drawn, where its layout has it.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/neuron_figure.h"
#include "widgets/figures/neuron_layout.h"
#include "widgets/figures/neuron_print.h"
#include "widgets/figures/page_colors.h"
#include "widgets/plots/axis_ticks.h"

#include <algorithm>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kOverhangMm = 1.2; ///< of a number beyond its map

class NeuronSceneBuilder {
public:
    NeuronSceneBuilder(const NeuronFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_plan(planNeurons(figure, spec)), m_pen(m_scene, spec),
          m_count(static_cast<int>(figure.panels.size())), m_map(ColorMap::of(spec.colorMap)),
          m_labelLine(lineHeightMm(spec.labelPt)), m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
        m_scene.scales = m_plan.scales;
        m_scene.sizeMm = m_plan.sizeMm;
    }

    FigureScene build()
    {
        describe();
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
    const QRectF& mapOf(int index) const { return m_plan.maps[static_cast<std::size_t>(index)]; }
    const ColorRange& range(int index) const
    {
        return m_plan.ranges[static_cast<std::size_t>(index)];
    }

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

    void addPanel(int index)
    {
        const NeuronMapData& own = data(index);
        const NeuronView part = neuronPanelView(m_figure, own);
        const QRectF& map = mapOf(index);
        m_scene.add(SceneImage{map,
                               printedNeurons(m_plan.pools[static_cast<std::size_t>(index)], own,
                                              m_map, range(index),
                                              {pixels300(map.width()), pixels300(map.height())}),
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
                         m_plan.titles.at(index));
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
        if (!m_spec.isLocked) {
            for (int index = 0; index < m_count; ++index) {
                const QRectF& map = mapOf(index);
                m_pen.colorScale(QRectF(map.right() + Metrics::kScaleGap / 2.0, map.top(),
                                        Metrics::kScaleWidth, map.height()),
                                 m_map, range(index));
            }
            return;
        }
        m_pen.colorScale(m_plan.scale, m_map, m_plan.ranges.front());
        double x = m_plan.scale.left() + m_pen.colorScaleWidth(m_plan.ranges.front())
            + Metrics::kTitleGap + m_pen.labelCap();
        for (const QString& line : m_plan.scaleTitle) {
            // In the middle of its bar, as far as the page goes.
            const double half = m_pen.labelWidth(line) / 2.0 + Metrics::kMargin;
            const double y =
                std::max(half, std::min(m_plan.scale.center().y(), m_scene.sizeMm.height() - half));
            m_pen.text({x, y}, line, m_spec.labelPt, TextRole::AxisTitle, TextAnchor::Middle,
                       -90.0);
            x += m_labelLine;
        }
    }

    bool hasHeadsOnly() const
    {
        return std::all_of(m_figure.panels.begin(), m_figure.panels.end(),
                           [](const auto& panel) { return panel->family == NeuronFamily::Head; });
    }

    void addBottom()
    {
        const double labelBase =
            m_plan.bottom + m_plan.axisHeight + Metrics::kTitleGap + m_pen.labelCap();
        const QString across = neuronAxisTitle(m_figure, m_plan.isPooled);
        for (int column = 0; column < m_plan.columns; ++column) {
            m_pen.text({mapOf(column).center().x(), labelBase}, across, m_spec.labelPt,
                       TextRole::AxisTitle, TextAnchor::Middle);
        }
        const QRectF& first = mapOf(0);
        m_pen.text({Metrics::kMargin + m_pen.labelCap() * 1.15,
                    (m_plan.maps.front().top() + m_plan.bottom) / 2.0},
                   QStringLiteral("layer"), m_spec.labelPt, TextRole::AxisTitle, TextAnchor::Middle,
                   -90.0);
        const double legendBase = labelBase + m_labelLine * 0.3 + m_tickLine * 0.95;
        QPointF at(first.left(), legendBase);
        if (m_plan.mostLocated > 0) {
            at.setX(m_pen.legendItem(at, ChartPen::Field::Tick, kInk,
                                     m_plan.mostLocated > 1
                                         ? QStringLiteral("located (darker: more per pixel)")
                                         : QStringLiteral("located neuron")));
        }
        if (m_plan.hasGaps) {
            at.setX(m_pen.legendItem(at, ChartPen::Field::Area, ColorMap::pendingColor(),
                                     hasHeadsOnly() ? QStringLiteral("not known")
                                                    : QStringLiteral("not evaluated")));
        }
        if (m_plan.scales > 1) {
            m_pen.text(at, QStringLiteral("%1 scales").arg(m_plan.scales), m_spec.tickPt,
                       TextRole::Legend);
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer(
            {Metrics::kMargin,
             m_plan.hasLegend() ? legendBase + m_tickLine * 1.2 : legendBase + m_tickLine * 0.15},
            m_plan.footer);
    }

    const NeuronFigure& m_figure;
    const FigureSpec& m_spec;
    NeuronPlan m_plan;
    FigureScene m_scene;
    ChartPen m_pen;
    int m_count;
    const ColorMap& m_map;
    double m_labelLine;
    double m_tickLine;
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
    return NeuronSceneBuilder(figure, spec).build();
}

} // namespace neurograft
