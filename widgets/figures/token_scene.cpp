// SPDX-License-Identifier: GPL-3.0-or-later
// Where the parts of a token table lie, and how they are drawn.
#include "core/run/error.h"
#include "widgets/figures/chart_pen.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/figures/heatmap_layout.h"
#include "widgets/figures/text_wrap.h"
#include "widgets/figures/token_figure.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

using Metrics = FigureMetrics;

constexpr double kOneLineMm = 120.0; ///< narrower pages give a neuron two lines
constexpr double kSmallestListMm = 15.0;
constexpr double kColumnGapMm = 2.2;
constexpr double kTokenGapMm = 1.6;
constexpr double kGroupGapMm = 0.7; ///< between the two lines of a neuron and those of the next
const QString kEllipsis(QChar(0x2026));

/// "L2 down 137": the panel tells the model.
QString neuronWord(const NeuronWrites& row)
{
    NeuronMapData data;
    data.family = row.family;
    data.role = QStringLiteral("model");
    return neuronGoTo(data, row.place);
}

class TokenSceneBuilder {
public:
    TokenSceneBuilder(const TokenFigure& figure, const FigureSpec& spec)
        : m_figure(figure), m_spec(spec), m_pen(m_scene, spec),
          m_count(static_cast<int>(figure.panels.size())), m_isOneLine(spec.widthMm >= kOneLineMm),
          m_labelLine(lineHeightMm(spec.labelPt)), m_line(lineHeightMm(spec.tickPt) * 1.05)
    {
        m_scene.font = spec.font;
    }

    FigureScene build()
    {
        m_scene.title = m_spec.title.isEmpty() ? m_figure.subject() : m_spec.title;
        chooseColumns();
        double top = Metrics::kMargin;
        if (!m_spec.title.isEmpty()) {
            m_pen.text({Metrics::kMargin, top + m_pen.labelCap() * 1.1}, m_spec.title,
                       m_spec.labelPt, TextRole::Title, TextAnchor::Start, 0.0, true);
            top += m_labelLine * 1.2;
        }
        QStringList findings;
        for (int index = 0; index < m_count; ++index) {
            top = addPanel(index, top) + Metrics::kRowGap;
            findings << finding(m_figure.panels[static_cast<std::size_t>(index)]);
        }
        m_scene.description =
            findings.join(QStringLiteral(". ")) + QStringLiteral(". ") + m_figure.footer;
        addFooter(top - Metrics::kRowGap);
        return std::move(m_scene);
    }

private:
    QString finding(const TokenTable& table) const
    {
        const NeuronWrites& best = table.rows.front();
        return QStringLiteral("%1: %2 neurons, the best, %3, promotes %4")
            .arg(table.role)
            .arg(table.rows.size())
            .arg(neuronWord(best),
                 best.promoted.empty() ? QStringLiteral("nothing")
                                       : printedToken(best.promoted.front().text, m_spec.font));
    }

    void requireRoom(bool isEnough, const char* option) const
    {
        if (!isEnough) {
            throw UsageError(option, "room for a table of tokens",
                             QString::number(m_spec.widthMm).toStdString() + " mm wide, height "
                                 + QString::number(m_spec.heightMm).toStdString() + " mm",
                             "Use a larger figure or fewer rows.");
        }
    }

    QString scoreTextOf(const TokenTable& table, const NeuronWrites& row) const
    {
        return std::isnan(row.score) ? QString(QChar(0x2013))
                                     : scoreText(static_cast<double>(row.score), table.isSigned);
    }

    QString scoreTitle() const
    {
        const QString& unit = m_figure.panels.front().unit;
        return unit.isEmpty() ? QStringLiteral("score") : unit;
    }

    /// Columns fit the widest of all tables, so that these stand in line.
    void chooseColumns()
    {
        double neuron = m_pen.tickWidth(QStringLiteral("neuron"));
        double score = m_pen.tickWidth(scoreTitle());
        for (const TokenTable& table : m_figure.panels) {
            for (const NeuronWrites& row : table.rows) {
                neuron = std::max(neuron, m_pen.tickWidth(neuronWord(row)));
                score = std::max(score, m_pen.tickWidth(scoreTextOf(table, row)));
            }
        }
        m_scoreRight = Metrics::kMargin + neuron + kColumnGapMm + score;
        const double left = m_scoreRight + kColumnGapMm;
        const double right = m_spec.widthMm - Metrics::kMargin;
        if (m_isOneLine) {
            const double half = (right - left - kColumnGapMm) / 2.0;
            m_lists = {QRectF(left, 0.0, half, 0.0),
                       QRectF(left + half + kColumnGapMm, 0.0, half, 0.0)};
        } else {
            m_lists = {QRectF(left, 0.0, right - left, 0.0), QRectF(left, 0.0, right - left, 0.0)};
        }
        requireRoom(m_lists.front().width() >= kSmallestListMm, "--width-mm");
    }

    void rule(double y) { m_pen.line(Metrics::kMargin, y, m_spec.widthMm - Metrics::kMargin, y); }

    void cell(double x, double baseline, const QString& text, bool isRight = false)
    {
        m_pen.text({x, baseline}, text, m_spec.tickPt, TextRole::Tick,
                   isRight ? TextAnchor::End : TextAnchor::Start);
    }

    /// As many tokens with their logits as fit; the first one is cut where it is too long.
    void addTokens(const QRectF& column, double baseline, const std::vector<WrittenToken>& tokens,
                   const QString& sign)
    {
        double x = column.left();
        if (!m_isOneLine) {
            cell(x, baseline, sign);
            x += m_pen.tickWidth(QStringLiteral("+")) + kTokenGapMm / 2.0;
        }
        bool isFirst = true;
        for (const WrittenToken& token : tokens) {
            const QString logit = u' ' + scoreText(static_cast<double>(token.logit), false);
            QString word = printedToken(token.text, m_spec.font);
            if (x + m_pen.tickWidth(word + logit) > column.right()) {
                if (!isFirst) {
                    return;
                }
                word = shortened(word, column.right() - x - m_pen.tickWidth(logit));
            }
            cell(x, baseline, word + logit);
            x += m_pen.tickWidth(word + logit) + kTokenGapMm;
            isFirst = false;
        }
    }

    QString shortened(QString word, double width) const
    {
        while (!word.isEmpty() && m_pen.tickWidth(word + kEllipsis) > width) {
            word.chop(1);
        }
        return word + kEllipsis;
    }

    /// Returns where it ends.
    double addPanel(int index, double top)
    {
        const TokenTable& table = m_figure.panels[static_cast<std::size_t>(index)];
        double baseline = top + m_labelLine * 0.8;
        m_pen.panelTitle({Metrics::kMargin, baseline}, index, m_count, isTeacherRole(table.role),
                         table.name.isEmpty() ? table.role : table.name);
        const double body = baseline + m_labelLine * 0.45;
        rule(body);
        baseline = body + m_line;
        cell(Metrics::kMargin, baseline, QStringLiteral("neuron"));
        cell(m_scoreRight, baseline, scoreTitle(), true);
        if (m_isOneLine) {
            cell(m_lists[0].left(), baseline, QStringLiteral("promotes (logit)"));
            cell(m_lists[1].left(), baseline, QStringLiteral("suppresses (logit)"));
        } else {
            cell(m_lists[0].left(), baseline,
                 QStringLiteral("+ promotes, %1 suppresses (logit)").arg(QChar(0x2212)));
        }
        baseline += m_line * 0.4;
        rule(baseline);
        const double first = baseline;
        for (const NeuronWrites& row : table.rows) {
            baseline += m_line + (m_isOneLine || &row == &table.rows.front() ? 0.0 : kGroupGapMm);
            cell(Metrics::kMargin, baseline, neuronWord(row));
            cell(m_scoreRight, baseline, scoreTextOf(table, row), true);
            addTokens(m_lists[0], baseline, row.promoted, QStringLiteral("+"));
            baseline += m_isOneLine ? 0.0 : m_line;
            addTokens(m_lists[1], baseline, row.suppressed, QString(QChar(0x2212)));
        }
        const double end = baseline + m_line * 0.4;
        rule(end);
        const QRectF area(Metrics::kMargin, body, m_spec.widthMm - 2.0 * Metrics::kMargin,
                          end - body);
        // Shares of the width, and rows from the first down.
        const double rowHeight = (end - first) / static_cast<double>(table.rows.size());
        m_scene.panels.push_back(
            {table.role, area,
             QTransform(area.width(), 0.0, 0.0, rowHeight, area.left(), first + rowHeight / 2.0),
             QString(), QStringLiteral("row "), false});
        return end;
    }

    void addFooter(double top)
    {
        QStringList lines;
        if (m_spec.showFooter && !m_figure.footer.isEmpty()) {
            lines = wrappedText(m_figure.footer, m_spec.font, m_spec.tickPt,
                                m_spec.widthMm - 2.0 * Metrics::kMargin);
        }
        const double line = lineHeightMm(m_spec.tickPt);
        m_pen.footer({Metrics::kMargin, top + line * 1.1}, lines);
        const double needed = top + (lines.isEmpty() ? 0.0 : line * 0.4)
            + static_cast<double>(lines.size()) * line + Metrics::kMargin;
        requireRoom(m_spec.heightMm <= 0.0 || needed <= m_spec.heightMm, "--height-mm");
        m_scene.sizeMm = QSizeF(m_spec.widthMm, m_spec.heightMm > 0.0 ? m_spec.heightMm : needed);
    }

    const TokenFigure& m_figure;
    const FigureSpec& m_spec;
    FigureScene m_scene;
    ChartPen m_pen;
    int m_count;
    bool m_isOneLine;
    double m_labelLine;
    double m_line;
    double m_scoreRight = 0.0; ///< right end of the scores
    std::vector<QRectF> m_lists; ///< of promoted and suppressed tokens: left and width
};

} // namespace

FigureScene tokenScene(const TokenFigure& figure, const FigureSpec& spec)
{
    if (spec.isTransposed) {
        throw UsageError("--transpose", "a neuron on each line, as a table of tokens has them",
                         "neurons in columns");
    }
    if (figure.panels.empty()) {
        throw UsageError("figure", "tokens of at least one model", "none");
    }
    return TokenSceneBuilder(figure, spec).build();
}

} // namespace neurograft
