// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/loss_plot.h"

#include "core/store/table_text.h"
#include "widgets/plots/axis_ticks.h"
#include "widgets/plots/number_text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kMarkRadius = 3.0;
constexpr double kMarkDistance = 9.0; ///< px between marks of a series

/// Decimals that tell ticks apart, or −1 for numbers too small or large for them.
int decimalsOf(const std::vector<double>& ticks)
{
    const int decimals = tickDecimals(ticks);
    return decimals > 4 ? -1 : decimals;
}

} // namespace

LossPlot::LossPlot(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("lossPlot"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setTexts(tr("Training curves"), tr("Curves come with the first steps."));
    setAccessibleDescription(curvesFinding(m_data));
}

void LossPlot::setTexts(const QString& name, const QString& empty)
{
    setAccessibleName(name);
    m_emptyText = empty;
    update();
}

void LossPlot::setTitle(const QString& title)
{
    m_title = title;
    update();
}

void LossPlot::setValueRange(const std::optional<ColorRange>& range)
{
    m_range = range;
    update();
}

void LossPlot::setLogarithmic(bool isLogarithmic)
{
    m_isLogarithmic = isLogarithmic;
    takeExponents();
    update();
}

void LossPlot::setReference(std::optional<double> step, const QString& label)
{
    m_reference = step;
    m_referenceLabel = label;
    update();
}

void LossPlot::takeExponents()
{
    m_exponents = m_isLogarithmic ? m_data : CurveData();
    for (Curve& curve : m_exponents.curves) {
        for (double& value : curve.values) {
            value = value > 0.0 ? std::log10(value) : std::nan("");
        }
    }
}

QString LossPlot::tickText(double tick, int decimals) const
{
    if (m_isLogarithmic) {
        return curveNumber(std::pow(10.0, tick));
    }
    return decimals < 0 ? curveNumber(tick) : numberText(tick, decimals);
}

void LossPlot::setData(const CurveData& data)
{
    if (data == m_data) {
        return;
    }
    m_data = data;
    takeExponents();
    if (m_marked) {
        m_marked = nearestStep(m_data, *m_marked);
    }
    setAccessibleDescription(curvesFinding(m_data));
    update();
}

QSize LossPlot::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 22, line * 14};
}

QSize LossPlot::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 10, line * 7};
}

QRectF LossPlot::area() const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const std::vector<double> ticks = valueTicks(valueRange());
    const int decimals = decimalsOf(ticks);
    double widest = metrics.horizontalAdvance(QStringLiteral("0.0"));
    for (const double tick : ticks) {
        widest = std::max(widest, metrics.horizontalAdvance(tickText(tick, decimals)));
    }
    const double above = line * ((m_title.isEmpty() ? 1.6 : 2.8) + 1.2 * (legendRows() - 1));
    return QRectF(rect()).adjusted(std::ceil(widest + line * 1.9), above, -line * 0.8, -line * 2.6);
}

CurveGeometry LossPlot::geometry() const
{
    return {area(), stepRange(m_data), valueRange()};
}

void LossPlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const CurveGeometry where = geometry();
    if (m_data.isEmpty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        paintAxes(painter, where);
        paintLegend(painter);
        paintReference(painter, where);
        if (m_marked) {
            const double x = std::round(where.place(*m_marked, 0.0).x());
            painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1.0, Qt::DashLine));
            painter.drawLine(QPointF(x, where.area.top()), QPointF(x, where.area.bottom()));
        }
        painter.setRenderHint(QPainter::Antialiasing);
        for (std::size_t index = 0; index < m_data.curves.size(); ++index) {
            paintCurve(painter, where, index);
        }
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

double LossPlot::legendWidth(const Curve& curve) const
{
    const QFontMetricsF metrics(font());
    return metrics.height() * 3.1 + metrics.horizontalAdvance(curve.title);
}

/// One while all names fit beside each other.
int LossPlot::legendRows() const
{
    int rows = 1;
    double used = 0.0;
    for (const Curve& curve : m_data.curves) {
        const double wanted = legendWidth(curve);
        if (used > 0.0 && used + wanted > width()) {
            ++rows;
            used = 0.0;
        }
        used += wanted;
    }
    return rows;
}

void LossPlot::paintLegend(QPainter& painter) const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    double wanted = 0.0;
    for (const Curve& curve : m_data.curves) {
        wanted += legendWidth(curve);
    }
    // Over the plot, further left where that is too narrow, in rows where that does not do.
    const double across = std::clamp(width() - wanted, line * 0.3, area().left());
    if (!m_title.isEmpty()) {
        QFont bold = font();
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QPointF(area().left(), metrics.ascent() + 2.0), m_title);
        painter.setFont(font());
    }
    QPointF at(across, m_title.isEmpty() ? line * 0.7 : line * 1.9);
    for (std::size_t index = 0; index < m_data.curves.size(); ++index) {
        const CurveStyle style = curveStyle(index);
        if (at.x() > across && at.x() - across + legendWidth(m_data.curves[index]) > width()) {
            at = QPointF(across, at.y() + line * 1.2);
        }
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(
            QPen(QColor::fromRgb(style.color), 1.6, style.isDashed ? Qt::DashLine : Qt::SolidLine));
        painter.drawLine(at, at + QPointF(line * 1.8, 0.0));
        paintMark(painter, style, at + QPointF(line * 0.9, 0.0));
        painter.restore();
        at.rx() += line * 2.1;
        painter.setPen(palette().color(QPalette::WindowText));
        const QString& title = m_data.curves[index].title;
        painter.drawText(at + QPointF(0.0, metrics.capHeight() / 2.0), title);
        at.rx() += metrics.horizontalAdvance(title) + line;
    }
}

void LossPlot::paintAxes(QPainter& painter, const CurveGeometry& where) const
{
    const QFontMetricsF metrics(font());
    const double line = metrics.height();
    const QRectF& plot = where.area;
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1.0));
    painter.drawLine(plot.bottomLeft(), plot.bottomRight());
    painter.drawLine(plot.topLeft(), plot.bottomLeft());
    const int most = std::clamp(static_cast<int>(plot.height() / (line * 1.6)), 2, 6);
    const std::vector<double> ticks = valueTicks(where.values, most);
    const int decimals = decimalsOf(ticks);
    for (const double tick : ticks) {
        const double y = std::round(where.place(0.0, tick).y()) + 0.5;
        const QString text = tickText(tick, decimals);
        painter.drawLine(QPointF(plot.left() - 3.0, y), QPointF(plot.left(), y));
        painter.drawText(QPointF(plot.left() - 6.0 - metrics.horizontalAdvance(text),
                                 y + metrics.capHeight() / 2.0),
                         text);
    }
    const int across = std::clamp(static_cast<int>(plot.width() / (line * 3.5)), 2, 8);
    for (const double tick : stepTicks(m_data, across)) {
        const double x = std::round(where.place(tick, 0.0).x()) + 0.5;
        const QString text = numberText(tick, 0);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3.0));
        painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2.0,
                                 plot.bottom() + 4.0 + metrics.ascent()),
                         text);
    }
    const QString xTitle = m_data.stepTitle;
    painter.drawText(QPointF(plot.center().x() - metrics.horizontalAdvance(xTitle) / 2.0,
                             height() - metrics.descent() - 2.0),
                     xTitle);
    painter.save();
    const QString yTitle =
        metrics.elidedText(m_data.valueTitle, Qt::ElideRight, std::max(plot.height(), line));
    painter.translate(metrics.ascent() + 2.0,
                      plot.center().y() + metrics.horizontalAdvance(yTitle) / 2.0);
    painter.rotate(-90.0);
    painter.drawText(QPointF(), yTitle);
    painter.restore();
}

void LossPlot::paintCurve(QPainter& painter, const CurveGeometry& where, std::size_t index) const
{
    const Curve& curve = drawn().curves[index];
    const CurveStyle style = curveStyle(index);
    QPainterPath path;
    bool isDown = false;
    std::vector<QPointF> marks;
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        if (std::isnan(curve.values[i])) {
            isDown = false;
            continue;
        }
        const QPointF place = where.place(curve.steps[i], curve.values[i]);
        isDown ? path.lineTo(place) : path.moveTo(place);
        isDown = true;
        const bool isLast = i + 1 == curve.steps.size();
        if (marks.empty() || isLast || place.x() - marks.back().x() >= kMarkDistance
            || curve.steps[i] == m_marked) {
            marks.push_back(place);
        }
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(
        QPen(QColor::fromRgb(style.color), 1.6, style.isDashed ? Qt::DashLine : Qt::SolidLine));
    painter.drawPath(path);
    for (const QPointF& place : marks) {
        paintMark(painter, style, place);
    }
}

void LossPlot::paintMark(QPainter& painter, const CurveStyle& style, const QPointF& place) const
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor::fromRgb(style.color));
    const std::vector<QPointF> outline = markOutline(style.mark, place, kMarkRadius);
    painter.drawPolygon(outline.data(), static_cast<int>(outline.size()));
}

void LossPlot::paintReference(QPainter& painter, const CurveGeometry& where) const
{
    if (!m_reference || *m_reference < where.steps.low || *m_reference > where.steps.high) {
        return;
    }
    const double x = std::round(where.place(*m_reference, where.values.low).x());
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
    painter.drawLine(QPointF(x, where.area.top()), QPointF(x, where.area.bottom()));
    const QFontMetricsF metrics(font());
    const double width = metrics.horizontalAdvance(m_referenceLabel);
    const bool isLeft = x + width + 6.0 > where.area.right();
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(
        QPointF(isLeft ? x - width - 4.0 : x + 4.0, where.area.top() + metrics.ascent()),
        m_referenceLabel);
}

void LossPlot::mark(std::optional<double> step, bool isTold)
{
    if (step == m_marked) {
        return;
    }
    m_marked = step;
    const QString text = step ? curvesText(m_data, *step) : QString();
    if (isTold && step) {
        QToolTip::showText(mapToGlobal(geometry().place(*step, geometry().values.high).toPoint()),
                           text, this);
    }
    setAccessibleDescription(step ? text + u'\n' + curvesFinding(m_data) : curvesFinding(m_data));
    update();
    Q_EMIT hovered(text);
}

void LossPlot::mouseMoveEvent(QMouseEvent* event)
{
    const CurveGeometry where = geometry();
    const bool isInside = where.area.adjusted(-4.0, 0.0, 4.0, 4.0).contains(event->position());
    mark(isInside ? nearestStep(m_data, where.stepAt(event->position().x())) : std::nullopt, false);
    if (m_marked) {
        QToolTip::showText(event->globalPosition().toPoint(), curvesText(m_data, *m_marked), this);
    } else {
        QToolTip::hideText();
    }
}

void LossPlot::mousePressEvent(QMouseEvent* event)
{
    const CurveGeometry where = geometry();
    const bool isInside = where.area.adjusted(-4.0, 0.0, 4.0, 4.0).contains(event->position());
    const std::optional<double> step = nearestStep(m_data, where.stepAt(event->position().x()));
    if (event->button() == Qt::LeftButton && isInside && step) {
        Q_EMIT stepChosen(*step);
    }
}

void LossPlot::leaveEvent(QEvent*)
{
    mark(std::nullopt, false);
}

void LossPlot::keyPressEvent(QKeyEvent* event)
{
    const ColorRange steps = stepRange(m_data);
    std::optional<double> wanted;
    switch (event->key()) {
    case Qt::Key_Left:
        wanted = m_marked ? neighbourStep(m_data, *m_marked, -1) : nearestStep(m_data, steps.high);
        break;
    case Qt::Key_Right:
        wanted = m_marked ? neighbourStep(m_data, *m_marked, 1) : nearestStep(m_data, steps.low);
        break;
    case Qt::Key_Home:
        wanted = nearestStep(m_data, steps.low);
        break;
    case Qt::Key_End:
        wanted = nearestStep(m_data, steps.high);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_marked) {
            Q_EMIT stepChosen(*m_marked);
            return;
        }
        QWidget::keyPressEvent(event);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    mark(wanted, true);
}

void LossPlot::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy as table"), this, [this] {
        QApplication::clipboard()->setText(QString::fromStdString(tsvOfCsv(curvesCsv(m_data))));
    });
    menu.addAction(tr("Copy sentence"), this,
                   [this] { QApplication::clipboard()->setText(curvesFinding(m_data)); });
    menu.exec(event->globalPos());
}

void LossPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace neurograft
