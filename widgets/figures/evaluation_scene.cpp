// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a figure of scores lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/curve_pen.h"
#include "widgets/figures/evaluation_figure.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/page_colors.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kPlotHeightMm = 40.0;
constexpr double kEvaluationSceneSmallestHeightMm = 12.0;
constexpr double kSmallestBarMm = 1.2;
constexpr double kWidestBarMm = 9.0;
constexpr double kGroupShare = 0.76; ///< of a task's width that bars take
constexpr double kCapShare = 0.5; ///< of a bar's width: ends of a whisker
constexpr int kEvaluationSceneMostTicks = 6;
/// Light enough for whiskers and hatching in black to be seen on them.
constexpr std::array<QRgb, 4> kFills{0xffa0a0a0, 0xffe2e2e2, 0xffc2c2c2, 0xfff4f4f4};
const ColorRange kWhole{0.0, 1.0};
const QString kNotScored = QStringLiteral("not scored");

/// A field of the legend: the bars of a model, or a published number's diamond.
struct ScoreKey {
    QString text;
    int row = -1; ///< -1: a diamond
};

class EvaluationSceneBuilder {
public:
    EvaluationSceneBuilder(const EvaluationFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec),
          m_unmatched(unmatchedRows(figure.published)), m_labelLine(lineHeightMm(spec.labelPt)),
          m_tickLine(lineHeightMm(spec.tickPt))
    {
        m_scene.font = spec.font;
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        m_scene.description =
            evaluationFinding(m_figure.scores) + QStringLiteral(". ") + m_figure.footer;
        place();
        addAxes();
        for (int row = 0; row < rows(); ++row) {
            for (int column = 0; column < columns(); ++column) {
                addBar(row, column);
            }
        }
        for (const PublishedScore& score : m_figure.published) {
            addPublished(score);
        }
        addTexts();
        return std::move(m_scene);
    }

private:
    int rows() const { return static_cast<int>(m_figure.scores.rows.size()); }
    /// Bars of a task and the places of published numbers that speak of none of them.
    int places() const { return rows() + static_cast<int>(m_unmatched.size()); }
    int columns() const { return static_cast<int>(m_figure.scores.columns.size()); }
    const std::optional<ScoreCell>& cell(int row, int column) const
    {
        return m_figure.scores.rows[static_cast<std::size_t>(row)]
            .cells[static_cast<std::size_t>(column)];
    }
    QString label(int row) const
    {
        return QString::fromStdString(m_figure.scores.rows[static_cast<std::size_t>(row)].label);
    }
    QString title(int column) const
    {
        return columnTitle(m_figure.scores, static_cast<std::size_t>(column));
    }
    std::vector<double> ticks() const { return valueTicks(kWhole, kEvaluationSceneMostTicks); }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option,
                             "room for " + std::to_string(rows()) + " models on "
                                 + std::to_string(columns()) + " tasks",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure.");
        }
    }

    /// Models, when there are bars to be told apart, then published numbers.
    std::vector<ScoreKey> keys() const
    {
        std::vector<ScoreKey> keys;
        const auto& published = m_figure.published;
        for (int row = 0; (rows() > 1 || !published.empty()) && row < rows(); ++row) {
            keys.push_back({label(row), row});
        }
        if (std::any_of(published.begin(), published.end(),
                        [](const PublishedScore& score) { return !score.rows.empty(); })) {
            keys.push_back({QStringLiteral("published")});
        }
        for (std::size_t i = 0; i < m_unmatched.size(); ++i) {
            keys.push_back({QStringLiteral("%1 %2, published")
                                .arg(i + 1)
                                .arg(QString::fromStdString(m_unmatched[i]))});
        }
        return keys;
    }

    void breakLegend(double width)
    {
        double used = width;
        for (const ScoreKey& key : keys()) {
            const double own = m_pen.legendItemWidth(key.text);
            if (m_legend.empty() || used + own > width) {
                m_legend.emplace_back();
                used = 0.0;
            }
            m_legend.back().push_back(key);
            used += own;
        }
    }

    void place()
    {
        const std::vector<double> marks = ticks();
        const double numbers = m_pen.tickWidth(numberText(1.0, tickDecimals(marks)));
        const double left = Metrics::kMargin + m_labelLine + Metrics::kTitleGap + numbers
            + Metrics::kTickGap + Metrics::kTick;
        const double width = m_spec.widthMm - left - Metrics::kMargin;
        m_group = width / columns();
        m_bar = std::min(kWidestBarMm, m_group * kGroupShare / places());
        double widest = 0.0;
        for (int column = 0; column < columns(); ++column) {
            widest = std::max(widest, m_pen.tickWidth(title(column)));
        }
        requireRoom(m_bar >= kSmallestBarMm && widest <= m_group, "--width-mm");
        breakLegend(width);
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            m_footer = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                   m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        // A star may stand above a bar that reaches 1.
        const double top =
            Metrics::kMargin + m_tickLine + (m_spec.title.isEmpty() ? 0.0 : m_labelLine * 1.3);
        m_below = Metrics::kTickGap + m_pen.tickCap() + m_tickLine * 0.35;
        const double bottom = m_below + static_cast<double>(m_legend.size()) * m_tickLine * 1.15
            + (m_footer.isEmpty() ? 0.0
                                  : (static_cast<double>(m_footer.size()) + 0.25) * m_tickLine)
            + Metrics::kMargin;
        double height = kPlotHeightMm;
        if (m_spec.heightMm > 0.0) {
            height = m_spec.heightMm - top - bottom;
            requireRoom(height >= kEvaluationSceneSmallestHeightMm, "--height-mm");
        }
        m_area = QRectF(left, top, width, height);
        m_scene.sizeMm =
            QSizeF(m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : top + height + bottom);
        m_scene.panels.push_back(
            {m_figure.kind(), m_area,
             QTransform(m_group, 0.0, 0.0, -height, left + m_group / 2.0, m_area.bottom()),
             QStringLiteral("task "), QString(), false});
    }

    double y(double score) const { return m_area.bottom() - score * m_area.height(); }

    void addAxes()
    {
        m_pen.line(m_area.left(), m_area.top(), m_area.left(), m_area.bottom());
        m_pen.line(m_area.left(), m_area.bottom(), m_area.right(), m_area.bottom());
        const std::vector<double> marks = ticks();
        for (const double mark : marks) {
            m_pen.line(m_area.left() - Metrics::kTick, y(mark), m_area.left(), y(mark));
            m_pen.text({m_area.left() - Metrics::kTick - Metrics::kTickGap,
                        y(mark) + m_pen.tickCap() / 2.0},
                       numberText(mark, tickDecimals(marks)), m_spec.tickPt, TextRole::Tick,
                       TextAnchor::End);
        }
        for (int column = 0; column < columns(); ++column) {
            m_pen.text({m_area.left() + m_group * (column + 0.5),
                        m_area.bottom() + Metrics::kTickGap + m_pen.tickCap()},
                       title(column), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
        }
    }

    QRectF barRect(int row, int column, double score) const
    {
        const double left = m_area.left() + m_group * (column + 0.5) - m_bar * places() / 2.0;
        return {left + m_bar * row, y(score), m_bar, score * m_area.height()};
    }

    void addBar(int row, int column)
    {
        const std::optional<ScoreCell>& own = cell(row, column);
        if (!own) {
            return;
        }
        if (own->over.n == 0) {
            const QRectF place = barRect(row, column, 0.0);
            m_pen.text(
                {place.center().x() + m_pen.tickCap() / 2.0, m_area.bottom() - Metrics::kTickGap},
                kNotScored, m_spec.tickPt, TextRole::Tick, TextAnchor::Start, -90.0);
            return;
        }
        const QRectF rect = barRect(row, column, own->over.mean);
        if (rect.height() > 0.0) {
            m_pen.area(rect, fill(row));
            if (isHatched(row)) {
                m_pen.hatch(rect);
            }
            m_pen.frame(rect);
        }
        const Interval whisker = whiskerOf(*own);
        const double x = rect.center().x();
        const double cap = m_bar * kCapShare / 2.0;
        m_pen.line(x, y(whisker.low), x, y(whisker.high));
        for (const double end : {whisker.low, whisker.high}) {
            m_pen.line(x - cap, y(end), x + cap, y(end));
        }
        if (own->gain && own->gain->isSignificant.value_or(false)) {
            m_pen.text({x, starTop(row, column, whisker.high) - Metrics::kTickGap},
                       QStringLiteral("*"), m_spec.labelPt, TextRole::Tick, TextAnchor::Middle);
        }
    }

    /// A star stands above whisker and diamond.
    double starTop(int row, int column, double high) const
    {
        double top = y(high);
        for (const PublishedScore& score : m_figure.published) {
            const bool isHere = score.column == static_cast<std::size_t>(column)
                && std::find(score.rows.begin(), score.rows.end(), static_cast<std::size_t>(row))
                    != score.rows.end();
            if (isHere) {
                top = std::min(top, y(score.score) - kReferenceMarkMm * 1.3);
            }
        }
        return top;
    }

    void addPublished(const PublishedScore& score)
    {
        const auto column = static_cast<int>(score.column);
        for (const std::size_t row : score.rows) {
            addHollowDiamond(
                m_scene, {barRect(static_cast<int>(row), column, 0.0).center().x(), y(score.score)},
                kInk);
        }
        if (!score.rows.empty()) {
            return;
        }
        const auto place =
            static_cast<int>(std::find(m_unmatched.begin(), m_unmatched.end(), score.number.row)
                             - m_unmatched.begin());
        const QPointF centre(barRect(rows() + place, column, 0.0).center().x(), y(score.score));
        addHollowDiamond(m_scene, centre, kInk);
        m_pen.text(centre - QPointF(0.0, kReferenceMarkMm * 1.3 + Metrics::kTickGap),
                   QString::number(place + 1), m_spec.tickPt, TextRole::Tick, TextAnchor::Middle);
    }

    QRgb fill(int row) const { return kFills[static_cast<std::size_t>(row) % kFills.size()]; }
    /// Of eight bars no two look the same.
    bool isHatched(int row) const { return (row + row / static_cast<int>(kFills.size())) % 2 == 1; }

    void addTexts()
    {
        m_pen.text({Metrics::kMargin + m_pen.labelCap() * 1.15, m_area.center().y()},
                   QStringLiteral("share of right answers"), m_spec.labelPt, TextRole::AxisTitle,
                   TextAnchor::Middle, -90.0);
        double base = m_area.bottom() + m_below + m_tickLine * 0.95;
        for (const std::vector<ScoreKey>& line : m_legend) {
            QPointF at(m_area.left(), base);
            for (const ScoreKey& key : line) {
                at.setX(addKey(key, at));
            }
            base += m_tickLine * 1.15;
        }
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, Metrics::kMargin + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
        }
        m_pen.footer({Metrics::kMargin, base}, m_footer);
    }

    /// Returns where the next one starts.
    double addKey(const ScoreKey& key, const QPointF& at)
    {
        if (key.row >= 0) {
            return m_pen.legendItem(
                at, isHatched(key.row) ? ChartPen::Field::Hatched : ChartPen::Field::Area,
                fill(key.row), key.text);
        }
        const double field =
            m_pen.legendItemWidth(QString()) - Metrics::kLegendTextGap - Metrics::kLegendGap;
        addHollowDiamond(m_scene, at + QPointF(field / 2.0, -m_pen.tickCap() / 2.0), kInk);
        m_pen.text(at + QPointF(field + Metrics::kLegendTextGap, 0.0), key.text, m_spec.tickPt,
                   TextRole::Legend);
        return at.x() + m_pen.legendItemWidth(key.text);
    }

    const EvaluationFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    std::vector<std::string> m_unmatched; ///< published rows that speak of no model drawn
    double m_labelLine;
    double m_tickLine;
    QRectF m_area;
    double m_group = 0.0; ///< width of a task
    double m_bar = 0.0;
    double m_below = 0.0; ///< from the axis to the legend
    std::vector<std::vector<ScoreKey>> m_legend;
    QStringList m_footer;
};

} // namespace

FigureScene evaluationScene(const EvaluationFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "tasks on the x axis, as bars of scores have them",
                         "tasks on the y axis");
    }
    if (figure.scores.rows.empty() || figure.scores.columns.empty()) {
        throw UsageError("figure", "scores of at least one model", "none");
    }
    return EvaluationSceneBuilder(figure, spec).build();
}

} // namespace neurograft
