// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/length_histogram.h"

#include "widgets/plots/number_text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace neurograft {

QString lengthFinding(const LengthSummary& summary, int cutOff)
{
    if (summary.known == 0) {
        return LengthHistogram::tr("Lengths need data and a model with a tokenizer.");
    }
    QString text = LengthHistogram::tr("%1 rows, %2 to %3 tokens, median %4")
                       .arg(countText(summary.known), countText(summary.shortest),
                            countText(summary.longest), countText(summary.median));
    if (cutOff == 0) {
        return text + LengthHistogram::tr("; no cut-off.");
    }
    text += LengthHistogram::tr("; cut-off %1: %2 truncated")
                .arg(countText(cutOff), countText(summary.truncated));
    if (summary.truncated > 0) {
        const double share =
            100.0 * static_cast<double>(summary.truncated) / static_cast<double>(summary.known);
        text += LengthHistogram::tr(" (%1 %)").arg(numberText(share, 1));
    }
    if (summary.withoutLoss > 0) {
        text += LengthHistogram::tr(", %1 left without a token that carries the loss")
                    .arg(countText(summary.withoutLoss));
    }
    return text + QLatin1Char('.');
}

QString lengthTable(const LengthSummary& summary)
{
    QString text = QStringLiteral("from\tto\trows\n");
    for (std::size_t bin = 0; bin < summary.bins.size(); ++bin) {
        const std::int64_t from = static_cast<std::int64_t>(bin) * summary.binWidth;
        text += QStringLiteral("%1\t%2\t%3\n")
                    .arg(from)
                    .arg(from + summary.binWidth - 1)
                    .arg(summary.bins[bin]);
    }
    return text;
}

LengthHistogram::LengthHistogram(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Histogram of lengths in tokens"));
    setSummary({}, 0);
}

void LengthHistogram::setSummary(const LengthSummary& summary, int cutOff)
{
    m_summary = summary;
    m_cutOff = cutOff;
    setAccessibleDescription(lengthFinding(summary, cutOff));
    update();
}

QSize LengthHistogram::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 50, fontMetrics().height() * 7};
}

QSize LengthHistogram::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 4};
}

QRectF LengthHistogram::plotRect() const
{
    const qreal line = fontMetrics().height();
    const qreal left = fontMetrics().horizontalAdvance(QStringLiteral("00 000")) + line / 2;
    return QRectF(rect()).adjusted(left, line / 2, -line, -line * 1.6);
}

void LengthHistogram::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy as table"), this,
                   [this] { QApplication::clipboard()->setText(lengthTable(m_summary)); });
    menu.addAction(tr("Copy sentence"), this, [this] {
        QApplication::clipboard()->setText(lengthFinding(m_summary, m_cutOff));
    });
    menu.exec(event->globalPos());
}

void LengthHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor ink = palette().color(QPalette::Text);
    const QColor quiet = palette().color(QPalette::PlaceholderText);
    if (m_summary.bins.empty()) {
        painter.setPen(quiet);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, accessibleDescription());
        return;
    }
    const QRectF plot = plotRect();
    const auto highest = *std::max_element(m_summary.bins.begin(), m_summary.bins.end());
    const double end =
        static_cast<double>(m_summary.binWidth) * static_cast<double>(m_summary.bins.size());
    const auto xOf = [&](double tokens) { return plot.left() + plot.width() * tokens / end; };

    for (std::size_t bin = 0; bin < m_summary.bins.size(); ++bin) {
        const double from = static_cast<double>(bin) * static_cast<double>(m_summary.binWidth);
        const double to = from + static_cast<double>(m_summary.binWidth);
        const double high =
            plot.height() * static_cast<double>(m_summary.bins[bin]) / static_cast<double>(highest);
        const QRectF bar(xOf(from) + 0.5, plot.bottom() - high,
                         std::max(1.0, xOf(to) - xOf(from) - 1), high);
        const bool isBeyond = m_cutOff > 0 && from >= m_cutOff;
        painter.fillRect(bar,
                         isBeyond ? QBrush(ink, Qt::BDiagPattern)
                                  : QBrush(palette().color(QPalette::Link)));
    }
    painter.setPen(quiet);
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.drawLine(plot.topLeft(), plot.bottomLeft());
    painter.setPen(ink);
    const qreal line = fontMetrics().height();
    const QRectF labels(0, 0, plot.left() - line / 4, line);
    painter.drawText(labels.translated(0, plot.top() - line / 2), Qt::AlignRight | Qt::AlignVCenter,
                     countText(highest));
    painter.drawText(labels.translated(0, plot.bottom() - line / 2),
                     Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("0"));
    const QRectF below(plot.left(), plot.bottom() + line * 0.3, plot.width(), line);
    painter.drawText(below, Qt::AlignLeft, QStringLiteral("0"));
    painter.drawText(below, Qt::AlignRight, countText(static_cast<std::int64_t>(end)));
    painter.drawText(below, Qt::AlignHCenter, tr("tokens of a row"));

    if (m_cutOff > 0 && m_cutOff <= end) {
        painter.setPen(QPen(ink, 1.5, Qt::DashLine));
        const qreal x = xOf(m_cutOff);
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const QString word = tr("cut-off");
        const qreal wide = fontMetrics().horizontalAdvance(word) + line / 2;
        const bool isRight = x + wide < plot.right();
        painter.drawText(QRectF(isRight ? x + line / 4 : x - wide, plot.top(), wide, line),
                         Qt::AlignLeft, word);
    }
}

} // namespace neurograft
