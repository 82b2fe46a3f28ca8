// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of parallel coordinates lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/parallel_figure.h"
#include "widgets/figures/parallel_lines.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kParallelHeightMm = 45.0;
constexpr double kParallelSmallestHeightMm = 15.0;
constexpr double kParallelNarrowestMm = 6.0; ///< between two axes
constexpr QRgb kParallelUndefined = 0xff9a9a9a;

/// An axis and the room its numbers take: lines from the left end at its left edge, lines to the
/// right start at its right edge, so that no line runs through a number.
struct AxisPlace {
    double left = 0.0;
    double right = 0.0;
    double middle() const { return (left + right) / 2.0; }
};

class ParallelSceneBuilder {
public:
    ParallelSceneBuilder(const ParallelFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec), m_curvePen(m_scene),
          m_range(spec.range.value_or(figure.range)), m_labelLine(lineHeightMm(spec.labelPt)),
          m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description = m_figure.subject() + QStringLiteral(". ") + m_figure.footer;
        place();
        addLines();
        for (std::size_t axis = 0; axis < m_places.size(); ++axis) {
            addAxis(axis);
        }
        addTexts();
        return std::move(m_scene);
    }

private:
    std::size_t last() const { return m_figure.axes.size() - 1; }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option,
                             "room for " + std::to_string(m_figure.axes.size())
                                 + " axes and their lines",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure, or name fewer numbers with --metric.");
        }
    }

    /// Widest number of an axis with the gaps around it.
    double numbersWidth(const ParallelAxis& axis) const
    {
        double widest = 0.0;
        for (const CurveTick& tick : axis.ticks) {
            widest = std::max(widest, m_pen.tickWidth(tick.text));
        }
        return widest + 2.0 * (Metrics::kTick + Metrics::kTickGap);
    }

    /// Numbers of the first axis stand left of it, those of the last one right.
    void placeAxes(double left, double right)
    {
        double taken = 0.0;
        for (const ParallelAxis& axis : m_figure.axes) {
            taken += numbersWidth(axis);
        }
        m_between = m_figure.axes.size() < 2 ? right - left - taken
                                             : (right - left - taken) / static_cast<double>(last());
        requireRoom(m_between >= kParallelNarrowestMm, "--width-mm");
        double at = left;
        for (const ParallelAxis& axis : m_figure.axes) {
            m_places.push_back({at, at + numbersWidth(axis)});
            at = m_places.back().right + m_between;
        }
    }

    double titleRoom(std::size_t axis) const
    {
        const double own = m_places[axis].right - m_places[axis].left + m_between;
        return (m_titleLines > 1 ? 2.0 * own : own) - Metrics::kLegendTextGap;
    }

    /// Every second title a line higher where they would touch.
    void chooseTitleLines()
    {
        for (std::size_t axis = 0; axis < m_places.size(); ++axis) {
            if (m_pen.tickWidth(m_figure.axes[axis].title) > titleRoom(axis)) {
                m_titleLines = 2;
            }
        }
    }

    void place()
    {
        const double scale = m_pen.colorScaleWidth(m_range);
        const double right = m_spec.widthMm - Metrics::kMargin - m_labelLine - Metrics::kTitleGap
            - scale - Metrics::kScaleGap;
        placeAxes(Metrics::kMargin, right);
        chooseTitleLines();
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double top = Metrics::kMargin + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.3)
            + m_titleLines * m_tickLine + m_tickLine * 0.4;
        const double bottom = m_pen.tickCap() / 2.0 + m_tickLine * 0.3
            + (m_footer.isEmpty() ? 0.0
                                  : (static_cast<double>(m_footer.size()) + 0.35) * m_tickLine)
            + Metrics::kMargin;
        double height = kParallelHeightMm;
        if (m_spec.heightMm > 0.0) {
            height = m_spec.heightMm - top - bottom;
            requireRoom(height >= kParallelSmallestHeightMm, "--height-mm");
        }
        const double left = m_places.front().right;
        m_area = QRectF(left, top, std::max(m_places.back().left - left, 1.0), height);
        m_bar = QRectF(right + Metrics::kScaleGap, top, Metrics::kScaleWidth, height);
        m_scene.sizeMm =
            QSizeF(m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : top + height + bottom);
        const double step = m_figure.axes.size() < 2 ? m_area.width()
                                                     : m_area.width() / static_cast<double>(last());
        m_scene.panels.push_back({m_figure.kind(), m_area,
                                  QTransform(step, 0.0, 0.0, -height, left, m_area.bottom()),
                                  QStringLiteral("axis "), QString(), false});
    }

    double y(double place) const { return m_area.bottom() - place * m_area.height(); }

    void addLines()
    {
        const ColorMap& map = ColorMap::of(m_spec.colorMap);
        std::vector<std::vector<double>> at; // by axis and cell
        for (const ParallelAxis& axis : m_figure.axes) {
            at.push_back(parallelPlaces(m_figure, axis));
        }
        for (const std::size_t cell : parallelOrder(m_figure)) {
            const bool isUndefined = std::isnan(m_figure.colors[cell]);
            CurveStyle style;
            style.color =
                isUndefined ? kParallelUndefined : map.color(m_figure.colors[cell], m_range);
            style.isDashed = isUndefined;
            double drawn = 0.0;
            for (std::size_t axis = 0; axis < last(); ++axis) {
                const double from = y(at[axis][cell]);
                const double to = y(at[axis + 1][cell]);
                if (!std::isnan(from) && !std::isnan(to)) {
                    m_curvePen.piece(
                        QLineF(m_places[axis].right, from, m_places[axis + 1].left, to), style,
                        drawn);
                }
            }
        }
    }

    void addAxis(std::size_t index)
    {
        const ParallelAxis& axis = m_figure.axes[index];
        const AxisPlace& place = m_places[index];
        const bool hasLeft = index > 0;
        const bool hasRight = index < last() || index == 0;
        for (const double x : {place.left, place.right}) {
            if (x == place.left ? hasLeft : hasRight) {
                m_pen.line(x, m_area.top(), x, m_area.bottom());
            }
        }
        double lowest = m_area.bottom() + m_tickLine; // text of the last tick that has one
        for (const CurveTick& tick : axis.ticks) {
            const double at = y(parallelPlace(axis, tick.at));
            if (hasLeft) {
                m_pen.line(place.left, at, place.left + Metrics::kTick, at);
            }
            if (hasRight) {
                m_pen.line(place.right - Metrics::kTick, at, place.right, at);
            }
            if (lowest - at < m_pen.tickCap() * 1.5) {
                continue; // it would touch the one below
            }
            lowest = at;
            m_pen.text({place.middle(), at + m_pen.tickCap() / 2.0}, tick.text, m_spec.tickPt,
                       TextRole::Tick, TextAnchor::Middle);
        }
        addTitle(index);
    }

    void addTitle(std::size_t index)
    {
        const QString title =
            elidedMiddle(m_figure.axes[index].title, m_spec.font, m_spec.tickPt, titleRoom(index));
        const double half = m_pen.tickWidth(title) / 2.0;
        const double x = std::clamp(m_places[index].middle(), Metrics::kMargin + half,
                                    m_spec.widthMm - Metrics::kMargin - half);
        const bool isHigh = m_titleLines > 1 && index % 2 == 0;
        m_pen.text({x, m_area.top() - m_tickLine * 0.7 - (isHigh ? m_tickLine : 0.0)}, title,
                   m_spec.tickPt, TextRole::AxisTitle, TextAnchor::Middle);
    }

    void addTexts()
    {
        m_pen.colorScale(m_bar, ColorMap::of(m_spec.colorMap), m_range);
        m_pen.text({m_spec.widthMm - Metrics::kMargin - m_labelLine * 0.2, m_bar.center().y()},
                   m_figure.colorTitle, m_spec.labelPt, TextRole::Scale, TextAnchor::Middle, -90.0);
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, m_area.bottom() + m_pen.tickCap() / 2.0 + m_tickLine * 1.2},
                     m_footer);
    }

    const ParallelFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    CurvePen m_curvePen;
    ColorRange m_range;
    double m_labelLine;
    double m_tickLine;
    std::vector<AxisPlace> m_places;
    double m_between = 0.0;
    int m_titleLines = 1;
    QRectF m_area; ///< from the first axis to the last
    QRectF m_bar;
    QStringList m_footer;
};

} // namespace

FigureScene parallelScene(const ParallelFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "vertical axes, as parallel coordinates have them",
                         "horizontal ones");
    }
    return ParallelSceneBuilder(figure, spec).build();
}

} // namespace neurograft
