// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/flow_layout.h"

#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace neurograft {

namespace {

/// As wide as it wants to be, or as there is room, and then as high as that needs.
QSize sizeIn(const QLayoutItem* item, int width)
{
    const QSize wanted = item->sizeHint();
    if (wanted.width() <= width) {
        return wanted;
    }
    return {width, item->hasHeightForWidth() ? item->heightForWidth(width) : wanted.height()};
}

int heightOf(const QList<QLayoutItem*>& line, int width)
{
    int height = 0;
    for (const QLayoutItem* item : line) {
        height = std::max(height, sizeIn(item, width).height());
    }
    return height;
}

} // namespace

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items << item;
    invalidate();
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= m_items.size()) {
        return nullptr;
    }
    QLayoutItem* item = m_items.takeAt(index);
    invalidate();
    return item;
}

int FlowLayout::gap() const
{
    const QWidget* parent = parentWidget();
    return parent == nullptr
        ? 0
        : std::max(
            0, parent->style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, parent));
}

QList<QList<QLayoutItem*>> FlowLayout::lines(int width) const
{
    QList<QList<QLayoutItem*>> lines;
    int used = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) {
            continue;
        }
        const int wide = item->sizeHint().width();
        if (lines.isEmpty() || used + gap() + wide > width) {
            lines << QList<QLayoutItem*>();
            used = wide;
        } else {
            used += gap() + wide;
        }
        lines.last() << item;
    }
    return lines;
}

int FlowLayout::heightForWidth(int width) const
{
    int height = 0;
    for (const QList<QLayoutItem*>& line : lines(width)) {
        height += (height > 0 ? gap() : 0) + heightOf(line, width);
    }
    return height;
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty()) {
            size = size.expandedTo(item->minimumSize());
        }
    }
    return size;
}

QSize FlowLayout::sizeHint() const
{
    QSize size(0, 0); // a QSize without numbers is -1 wide
    for (const QLayoutItem* item : m_items) {
        if (!item->isEmpty()) {
            const QSize wanted = item->sizeHint();
            size = QSize(size.width() + (size.width() > 0 ? gap() : 0) + wanted.width(),
                         std::max(size.height(), wanted.height()));
        }
    }
    return size;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    int top = rect.top();
    for (const QList<QLayoutItem*>& line : lines(rect.width())) {
        const int height = heightOf(line, rect.width());
        int left = rect.left();
        for (QLayoutItem* item : line) {
            const QSize size = sizeIn(item, rect.width());
            const bool isTall = item->expandingDirections() & Qt::Vertical; // a dividing line
            const int high = isTall ? height : std::min(size.height(), height);
            const QRect place(left, top + (height - high) / 2, size.width(), high);
            item->setGeometry(QStyle::visualRect(parentWidget()->layoutDirection(), rect, place));
            left += size.width() + gap();
        }
        top += height + gap();
    }
}

} // namespace neurograft
