// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QMouseEvent>
#include <QWidget>

namespace neurograft {

/// Moves the pointer over a widget with buttons held, at once: QTest::mouseMove goes through the
/// platform's cursor and forgets the buttons.
inline void movePointer(QWidget* widget, const QPoint& place,
                        Qt::MouseButtons buttons = Qt::NoButton, Qt::KeyboardModifiers keys = {})
{
    QMouseEvent event(QEvent::MouseMove, QPointF(place), QPointF(widget->mapToGlobal(place)),
                      Qt::NoButton, buttons, keys);
    QApplication::sendEvent(widget, &event);
}

inline void pressPointer(QWidget* widget, const QPoint& place,
                         Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers keys = {})
{
    QMouseEvent event(QEvent::MouseButtonPress, QPointF(place), QPointF(widget->mapToGlobal(place)),
                      button, button, keys);
    QApplication::sendEvent(widget, &event);
}

inline void releasePointer(QWidget* widget, const QPoint& place,
                           Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers keys = {})
{
    QMouseEvent event(QEvent::MouseButtonRelease, QPointF(place),
                      QPointF(widget->mapToGlobal(place)), button, Qt::NoButton, keys);
    QApplication::sendEvent(widget, &event);
}

/// Press at the first place, move over the others, let go at the last.
inline void dragPointer(QWidget* widget, const QList<QPoint>& places,
                        Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers keys = {})
{
    pressPointer(widget, places.first(), button, keys);
    for (const QPoint& place : places) {
        movePointer(widget, place, button, keys);
    }
    releasePointer(widget, places.last(), button, keys);
}

} // namespace neurograft
