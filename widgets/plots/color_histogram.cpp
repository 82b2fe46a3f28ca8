// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/color_histogram.h"

#include "widgets/plots/number_text.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QImage>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr int kBins = 64;
constexpr double kStep = 0.01; ///< of the span, per key press
constexpr int kPictureScale = 3; ///< of the copied picture: sharp on paper
constexpr int kColorHistogramDigits = 6; ///< of the ends of bins

} // namespace

std::vector<int> histogramOf(const std::vector<double>& values, const ColorRange& span, int bins)
{
    std::vector<int> counts(static_cast<std::size_t>(bins), 0);
    for (const double value : values) {
        const double share = (value - span.low) / (span.high - span.low);
        if (share >= 0.0 && share <= 1.0) {
            ++counts[std::min(static_cast<std::size_t>(share * bins),
                              static_cast<std::size_t>(bins - 1))];
        }
    }
    return counts;
}

ColorHistogram::ColorHistogram(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("colorHistogram"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setToolTip(tr("Drag the ends of the scale. Keys: Left and Right move the low end, with Shift "
                  "the high end."));
    auto* copyAction = new QAction(tr("Copy histogram\tCtrl+C"), this);
    copyAction->setObjectName(QStringLiteral("colorHistogram.copy"));
    connect(copyAction, &QAction::triggered, this, &ColorHistogram::copy);
    addAction(copyAction);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    fitSpan();
    describe();
}

void ColorHistogram::setValues(const std::vector<double>& values)
{
    m_values = values;
    fitSpan();
    describe();
}

void ColorHistogram::setScale(ColorMapId map, const ColorRange& range)
{
    m_map = map;
    m_range = range;
    fitSpan();
    describe();
}

void ColorHistogram::fitSpan()
{
    if (m_dragged != End::None) {
        return; // the ground does not move under a drag
    }
    double low = m_range.low;
    double high = m_range.high;
    if (!m_values.empty()) {
        low = std::min(low, m_values.front());
        high = std::max(high, m_values.back());
    }
    const double room = (high - low) * 0.04;
    m_span = {low - room, high + room};
}

void ColorHistogram::describe()
{
    setAccessibleName(tr("Histogram of the shown values"));
    setAccessibleDescription(tr("%1 values; colours run from %2 to %3")
                                 .arg(countText(static_cast<std::int64_t>(m_values.size())),
                                      numberText(m_range.low, 3), numberText(m_range.high, 3)));
    update();
}

QRectF ColorHistogram::area() const
{
    const double line = fontMetrics().height();
    return QRectF(rect()).adjusted(line * 0.5, 2.0, -line * 0.5, -line * 2.2);
}

double ColorHistogram::positionOf(double value) const
{
    const QRectF plot = area();
    return plot.left() + (value - m_span.low) / (m_span.high - m_span.low) * plot.width();
}

double ColorHistogram::valueAt(double x) const
{
    const QRectF plot = area();
    return m_span.low + (x - plot.left()) / plot.width() * (m_span.high - m_span.low);
}

QSize ColorHistogram::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 16, line * 8};
}

QSize ColorHistogram::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 10, line * 6};
}

void ColorHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter, palette());
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

QImage ColorHistogram::picture() const
{
    QPalette paper;
    paper.setColor(QPalette::WindowText, Qt::black);
    paper.setColor(QPalette::PlaceholderText, Qt::gray);
    QImage image(size() * kPictureScale, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setFont(font());
    painter.scale(kPictureScale, kPictureScale);
    paint(painter, paper);
    return image;
}

QString ColorHistogram::tsv() const
{
    const std::vector<int> counts = histogramOf(m_values, m_span, kBins);
    const double width = (m_span.high - m_span.low) / kBins;
    QString text = QStringLiteral("from\tto\tvalues\n");
    for (int bin = 0; bin < kBins; ++bin) {
        text += QStringLiteral("%1\t%2\t%3\n")
                    .arg(m_span.low + bin * width, 0, 'g', kColorHistogramDigits)
                    .arg(m_span.low + (bin + 1) * width, 0, 'g', kColorHistogramDigits)
                    .arg(counts[static_cast<std::size_t>(bin)]);
    }
    return text;
}

void ColorHistogram::copy() const
{
    auto* mime = new QMimeData;
    mime->setImageData(picture());
    mime->setText(tsv());
    mime->setData(QStringLiteral("text/tab-separated-values"), tsv().toUtf8());
    QGuiApplication::clipboard()->setMimeData(mime);
}

bool ColorHistogram::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride
        && static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void ColorHistogram::paint(QPainter& painter, const QPalette& colors) const
{
    const QRectF plot = area();
    const double line = fontMetrics().height();
    const ColorMap& map = ColorMap::of(m_map);
    // The scale under the bars, in the colours that values there get.
    const QRectF scale(plot.left(), plot.bottom(), plot.width(), line * 0.6);
    for (int x = 0; x < static_cast<int>(scale.width()); ++x) {
        painter.fillRect(QRectF(scale.left() + x, scale.top(), 1.0, scale.height()),
                         QColor::fromRgb(map.color(valueAt(scale.left() + x + 0.5), m_range)));
    }
    const std::vector<int> counts = histogramOf(m_values, m_span, kBins);
    const int most = std::max(1, *std::max_element(counts.begin(), counts.end()));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.color(QPalette::PlaceholderText));
    const double width = plot.width() / kBins;
    for (int bin = 0; bin < kBins; ++bin) {
        const double height =
            plot.height() * counts[static_cast<std::size_t>(bin)] / static_cast<double>(most);
        painter.drawRect(
            QRectF(plot.left() + bin * width, plot.bottom() - height, width - 0.5, height));
    }
    const QColor ink = colors.color(QPalette::WindowText);
    painter.setPen(QPen(ink, 1.0));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    paintHandle(painter, ink, m_range.low, true);
    paintHandle(painter, ink, m_range.high, false);
}

void ColorHistogram::paintHandle(QPainter& painter, const QColor& color, double value,
                                 bool isLow) const
{
    const QFontMetricsF metrics(font());
    const QRectF plot = area();
    const double x = std::round(positionOf(value));
    const double bottom = plot.bottom() + metrics.height() * 0.6;
    painter.setPen(QPen(color, 2.0));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, bottom));
    const double size = metrics.height() * 0.35;
    painter.setBrush(color);
    painter.setPen(Qt::NoPen);
    const QPointF corners[]{{x, bottom}, {x - size, bottom + size}, {x + size, bottom + size}};
    painter.drawPolygon(corners, 3);
    painter.setPen(color);
    const QString text = numberText(value, 3);
    const double wide = metrics.horizontalAdvance(text);
    const double gap = metrics.averageCharWidth();
    const double left = isLow
        ? std::max(0.0, std::min(x - wide / 2.0, positionOf(m_range.high) - wide - gap * 3))
        : std::min(width() - wide, x - wide / 2.0);
    painter.drawText(QPointF(left, height() - metrics.descent()), text);
}

ColorHistogram::End ColorHistogram::endAt(double x) const
{
    const double reach = fontMetrics().height() * 0.6;
    const double toLow = std::abs(x - positionOf(m_range.low));
    const double toHigh = std::abs(x - positionOf(m_range.high));
    if (std::min(toLow, toHigh) > reach) {
        return End::None;
    }
    return toLow <= toHigh ? End::Low : End::High;
}

void ColorHistogram::move(End end, double value, bool isContinued)
{
    const double least = (m_span.high - m_span.low) * 0.005;
    ColorRange range = m_range;
    if (end == End::Low) {
        range.low = std::min(value, range.high - least);
    } else {
        range.high = std::max(value, range.low + least);
    }
    if (range != m_range) {
        m_range = range;
        describe();
        Q_EMIT rangeDragged(range, isContinued);
    }
}

void ColorHistogram::mousePressEvent(QMouseEvent* event)
{
    m_dragged = event->button() == Qt::LeftButton ? endAt(event->position().x()) : End::None;
    m_hasMoved = false;
}

void ColorHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged != End::None) {
        const bool isContinued = m_hasMoved;
        m_hasMoved = true;
        move(m_dragged, std::clamp(valueAt(event->position().x()), m_span.low, m_span.high),
             isContinued);
    } else {
        setCursor(endAt(event->position().x()) == End::None ? Qt::ArrowCursor : Qt::SizeHorCursor);
    }
}

void ColorHistogram::mouseReleaseEvent(QMouseEvent*)
{
    m_dragged = End::None;
    fitSpan();
    update();
}

void ColorHistogram::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double by = step * kStep * (m_span.high - m_span.low);
    const bool isHigh = event->modifiers() & Qt::ShiftModifier;
    move(isHigh ? End::High : End::Low, (isHigh ? m_range.high : m_range.low) + by,
         event->isAutoRepeat());
}

} // namespace neurograft
