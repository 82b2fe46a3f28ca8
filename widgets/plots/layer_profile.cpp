// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/layer_profile.h"

#include "core/study/layer_mask.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"
#include "widgets/plots/role_marks.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kPointRadius = 2.5;

/// Bitwise the same, so that NaN equals NaN.
bool areSameProfiles(const std::vector<double>& a, const std::vector<double>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
        return x == y || (std::isnan(x) && std::isnan(y));
    });
}

} // namespace

bool LayerProfileData::operator==(const LayerProfileData& other) const
{
    return title == other.title && axisTitle == other.axisTitle && valueTitle == other.valueTitle
        && isTeacherAxis == other.isTeacherAxis && marked == other.marked && range == other.range
        && areSameProfiles(values, other.values);
}

QString profileFinding(const std::vector<double>& values)
{
    const GridStatistics grid = gridStatistics(values);
    return grid.count == 0 ? LayerProfile::tr("no value")
                           : LayerProfile::tr("highest %1 at L%2, mean %3")
                                 .arg(numberText(grid.high, 2))
                                 .arg(grid.highestAt)
                                 .arg(numberText(grid.mean, 2));
}

LayerProfile::LayerProfile(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void LayerProfile::setData(const LayerProfileData& data)
{
    if (data == m_data) {
        return;
    }
    m_data = data;
    m_hovered = -1;
    setAccessibleName(tr("Profile %1").arg(m_data.title));
    setAccessibleDescription(profileFinding(m_data.values)
                             + (m_data.marked >= 0 ? u'\n' + readOut(m_data.marked) : QString()));
    update();
}

QRectF LayerProfile::area() const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("−0.00")) + line * 0.5);
    return QRectF(rect()).adjusted(left, line * 1.4, -line * 0.7, -line * 2.5);
}

QPointF LayerProfile::pointOf(int layer) const
{
    const QRectF plot = area();
    const auto count = static_cast<double>(m_data.values.size());
    const double value = m_data.values[static_cast<std::size_t>(layer)];
    const double share =
        std::clamp((value - m_data.range.low) / (m_data.range.high - m_data.range.low), 0.0, 1.0);
    return {plot.left() + (layer + 0.5) / count * plot.width(),
            plot.bottom() - share * plot.height()};
}

int LayerProfile::layerAt(const QPointF& position) const
{
    const QRectF plot = area();
    if (m_data.values.empty() || position.x() < plot.left() || position.x() >= plot.right()
        || position.y() < plot.top() || position.y() > height()) {
        return -1;
    }
    const auto count = static_cast<double>(m_data.values.size());
    return static_cast<int>((position.x() - plot.left()) / plot.width() * count);
}

QString LayerProfile::readOut(int layer) const
{
    const double value = m_data.values[static_cast<std::size_t>(layer)];
    return QStringLiteral("%1 L%2  %3 %4")
        .arg(m_data.axisTitle)
        .arg(layer)
        .arg(m_data.valueTitle, numberText(value, 3));
}

QSize LayerProfile::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 18, line * 8};
}

QSize LayerProfile::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 10, line * 7};
}

void LayerProfile::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QRectF plot = area();
    const QFontMetricsF metrics(font());
    painter.setPen(palette().color(QPalette::WindowText));
    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    const QString title =
        QFontMetricsF(bold).elidedText(m_data.title, Qt::ElideRight, width() - plot.left());
    painter.drawText(QPointF(plot.left(), metrics.ascent()), title);
    painter.setFont(font());
    paintAxes(painter, plot);
    if (m_data.values.empty()) {
        return;
    }
    if (m_hovered >= 0) {
        const double x = std::round(plot.left()
                                    + (m_hovered + 0.5) / static_cast<double>(m_data.values.size())
                                        * plot.width());
        painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1.0, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    paintCurve(painter);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

void LayerProfile::paintAxes(QPainter& painter, const QRectF& plot) const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.drawLine(plot.topLeft(), plot.bottomLeft());
    // Values: the ends, and 0 where it lies between.
    std::vector<double> values{m_data.range.low, m_data.range.high};
    if (m_data.range.low < 0.0 && m_data.range.high > 0.0) {
        values.push_back(0.0);
    }
    for (const double value : values) {
        const double share = (value - m_data.range.low) / (m_data.range.high - m_data.range.low);
        const double y = std::round(plot.bottom() - share * plot.height()) + 0.5;
        const QString text = numberText(value, 2);
        painter.drawLine(QPointF(plot.left() - 3.0, y), QPointF(plot.left(), y));
        if (value == 0.0 && m_data.range.low < 0.0
            && (plot.bottom() - y < line || y - plot.top() < line)) {
            continue; // its number would touch that of an end
        }
        painter.drawText(QPointF(plot.left() - 5.0 - metrics.horizontalAdvance(text),
                                 y + metrics.capHeight() / 2.0),
                         text);
    }
    const auto count = static_cast<int>(m_data.values.size());
    if (count > 0) {
        const double step = plot.width() / count;
        const auto width = [&](int layer) {
            return metrics.horizontalAdvance(QString::number(layer));
        };
        for (const int tick : layerTicks(count, step, width, metrics.averageCharWidth())) {
            const QString text = QString::number(tick);
            const double x = plot.left() + (tick + 0.5) * step;
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3.0));
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2.0,
                                     plot.bottom() + 3.0 + metrics.ascent()),
                             text);
        }
    }
    const double mark = metrics.capHeight();
    const double length = mark * 1.6 + metrics.horizontalAdvance(m_data.axisTitle);
    const double x = plot.center().x() - length / 2.0;
    const double baseline = height() - metrics.descent() - 1.0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    drawRoleMark(painter, QRectF(x, baseline - mark, mark, mark), m_data.isTeacherAxis);
    painter.restore();
    painter.drawText(QPointF(x + mark * 1.6, baseline), m_data.axisTitle);
}

void LayerProfile::paintCurve(QPainter& painter) const
{
    const QColor color = palette().color(QPalette::WindowText);
    painter.setPen(QPen(color, 1.2));
    const auto isDefined = [this](int layer) {
        return !std::isnan(m_data.values[static_cast<std::size_t>(layer)]);
    };
    const auto count = static_cast<int>(m_data.values.size());
    for (int layer = 1; layer < count; ++layer) {
        if (isDefined(layer - 1) && isDefined(layer)) {
            painter.drawLine(pointOf(layer - 1), pointOf(layer));
        }
    }
    painter.setBrush(color);
    painter.setPen(Qt::NoPen);
    for (int layer = 0; layer < count; ++layer) {
        if (isDefined(layer)) {
            painter.drawEllipse(pointOf(layer), kPointRadius, kPointRadius);
        }
    }
    if (m_data.marked >= 0 && m_data.marked < count && isDefined(m_data.marked)) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.drawEllipse(pointOf(m_data.marked), kPointRadius * 2.4, kPointRadius * 2.4);
    }
}

void LayerProfile::setHovered(int layer, const QPoint& globalPosition)
{
    if (layer == m_hovered) {
        return;
    }
    m_hovered = layer;
    const QString text = layer >= 0 ? readOut(layer) : QString();
    if (layer >= 0) {
        QToolTip::showText(globalPosition, text, this);
    } else {
        QToolTip::hideText();
    }
    update();
    Q_EMIT hovered(layer, text);
}

void LayerProfile::mouseMoveEvent(QMouseEvent* event)
{
    setHovered(layerAt(event->position()), event->globalPosition().toPoint());
}

void LayerProfile::mousePressEvent(QMouseEvent* event)
{
    const int layer = layerAt(event->position());
    if (event->button() == Qt::LeftButton && layer >= 0) {
        Q_EMIT layerChosen(layer);
    }
}

void LayerProfile::leaveEvent(QEvent*)
{
    setHovered(-1, {});
}

void LayerProfile::keyPressEvent(QKeyEvent* event)
{
    const auto count = static_cast<int>(m_data.values.size());
    int layer = m_data.marked;
    switch (event->key()) {
    case Qt::Key_Left:
        --layer;
        break;
    case Qt::Key_Right:
        ++layer;
        break;
    case Qt::Key_Home:
        layer = 0;
        break;
    case Qt::Key_End:
        layer = count - 1;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (layer >= 0 && layer < count) {
        Q_EMIT layerChosen(layer);
    }
}

void LayerProfile::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace neurograft
