// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/pair_slot.h"

#include "widgets/plots/role_marks.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kPairSlotRadius = 5.0;

/// Sheet with lines: the mark of data.
void drawDataMark(QPainter& painter, const QRectF& box, const QColor& color)
{
    painter.setPen(QPen(color, std::max(1.0, box.width() / 8.0)));
    const double step = box.height() / 4.0;
    for (int line = 0; line < 4; ++line) {
        const double y = box.top() + step * (line + 0.5);
        painter.drawLine(QPointF(box.left(), y),
                         QPointF(line == 3 ? box.center().x() : box.right(), y));
    }
}

} // namespace

PairSlot::PairSlot(Mark mark, const QString& caption, QWidget* parent)
    : QAbstractButton(parent), m_mark(mark), m_caption(caption)
{
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAccessibleName(caption);
}

void PairSlot::setCaption(const QString& caption)
{
    if (caption != m_caption) {
        m_caption = caption;
        setContent(m_name, m_facts, m_hasProblem); // its accessible texts name it
    }
}

void PairSlot::setContent(const QString& name, const QString& facts, bool hasProblem)
{
    m_name = name;
    m_facts = facts;
    m_hasProblem = hasProblem;
    setAccessibleName(name.isEmpty() ? m_caption : QString(m_caption + QLatin1String(": ") + name));
    setAccessibleDescription(facts);
    update();
}

void PairSlot::setHeld(double fraction)
{
    m_held = fraction;
    update();
}

QSize PairSlot::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {metrics.averageCharWidth() * 36, metrics.height() * 11 / 4};
}

QSize PairSlot::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void PairSlot::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette colors = palette();
    const bool isDropTarget = !m_dropText.isEmpty();
    const QRectF frame = QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0);
    const bool isLit = isDropTarget || hasFocus();
    QColor edge = isLit ? colors.color(QPalette::Highlight) : colors.color(QPalette::Mid);
    QPen pen(edge, isLit ? 2.0 : 1.0);
    if (m_name.isEmpty() && !isLit) {
        pen.setStyle(Qt::DashLine);
    }
    painter.setPen(pen);
    painter.setBrush(underMouse() || isDropTarget ? colors.color(QPalette::AlternateBase)
                                                  : colors.color(QPalette::Base));
    painter.drawRoundedRect(frame, kPairSlotRadius, kPairSlotRadius);

    const QFontMetricsF metrics(font());
    if (m_held > 0.0) {
        const double thickness = std::max(2.0, metrics.height() * 0.12);
        const QRectF track = frame.adjusted(kPairSlotRadius, 0.0, -kPairSlotRadius, 0.0);
        painter.fillRect(QRectF(track.left(), track.bottom() - thickness - 1.0,
                                track.width() * m_held, thickness),
                         colors.color(QPalette::Highlight));
    }
    const double pad = metrics.height() * 0.6;
    const double side = metrics.ascent() * 0.9;
    const QRectF mark(frame.left() + pad, frame.center().y() - side / 2.0, side, side);
    if (m_mark == Mark::Data) {
        drawDataMark(painter, mark, colors.color(QPalette::Text));
    } else {
        drawRoleMark(painter, mark, m_mark == Mark::Teacher);
    }

    const QRectF text = frame.adjusted(pad * 2.0 + side, 0.0, -pad, 0.0);
    QFont bold = font();
    bold.setBold(true);
    const QFontMetricsF boldMetrics(bold);
    const double top = frame.center().y() - metrics.height();
    const QColor strong = colors.color(QPalette::Text);
    const QColor quiet = colors.color(QPalette::PlaceholderText);

    // First line: caption and name; second line: facts or what to do.
    const QRectF line(text.left(), top, text.width(), metrics.height());
    painter.setFont(m_name.isEmpty() ? bold : font());
    painter.setPen(m_name.isEmpty() ? strong : quiet);
    painter.drawText(line, Qt::AlignLeft, m_caption);
    if (!m_name.isEmpty()) {
        const double captionWidth = metrics.horizontalAdvance(m_caption + QLatin1String("  "));
        const QRectF rest = line.adjusted(captionWidth, 0.0, 0.0, 0.0);
        painter.setFont(bold);
        painter.setPen(strong);
        painter.drawText(rest, Qt::AlignLeft,
                         boldMetrics.elidedText(m_name, Qt::ElideMiddle, rest.width()));
    }
    painter.setFont(font());
    painter.setPen(m_hasProblem ? strong : quiet);
    QString second = m_hasProblem ? QString(QStringLiteral("✕ ") + m_facts) : m_facts;
    if (isDropTarget) {
        second = m_dropText;
        painter.setPen(strong);
    }
    painter.drawText(QRectF(text.left(), top + metrics.height(), text.width(), metrics.height()),
                     Qt::AlignLeft, metrics.elidedText(second, Qt::ElideRight, text.width()));
}

std::optional<QString> PairSlot::pathOf(const QDropEvent& event) const
{
    const QList<QUrl> urls = event.mimeData()->urls();
    if (urls.size() != 1 || !urls.front().isLocalFile()) {
        return std::nullopt;
    }
    const QString path = urls.front().toLocalFile();
    return m_intent && !m_intent(path).isEmpty() ? std::optional<QString>(path) : std::nullopt;
}

void PairSlot::dragEnterEvent(QDragEnterEvent* event)
{
    if (const std::optional<QString> path = pathOf(*event)) {
        m_dropText = m_intent(*path);
        event->acceptProposedAction();
        update();
    }
}

void PairSlot::dragLeaveEvent(QDragLeaveEvent*)
{
    m_dropText.clear();
    update();
}

void PairSlot::dropEvent(QDropEvent* event)
{
    m_dropText.clear();
    update();
    if (const std::optional<QString> path = pathOf(*event)) {
        event->acceptProposedAction();
        Q_EMIT dropped(*path);
    }
}

void PairSlot::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void PairSlot::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace neurograft
