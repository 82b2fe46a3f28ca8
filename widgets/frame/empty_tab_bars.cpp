// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/empty_tab_bars.h"

#include <QEvent>
#include <QMainWindow>
#include <QTabBar>

namespace neurograft {

namespace {

void setReachable(QTabBar* bar)
{
    const bool isSeen = bar->parentWidget()->rect().intersects(bar->geometry());
    bar->setFocusPolicy(isSeen && bar->count() > 1 ? Qt::TabFocus : Qt::NoFocus);
}

} // namespace

EmptyTabBars::EmptyTabBars(QMainWindow* window) : QObject(window), m_window(window)
{
    window->installEventFilter(this);
    follow();
}

/// The window makes such bars as docks come together.
void EmptyTabBars::follow()
{
    for (QTabBar* bar : m_window->findChildren<QTabBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->installEventFilter(this); // once, however often it is asked for
        setReachable(bar);
    }
}

bool EmptyTabBars::eventFilter(QObject* watched, QEvent* event)
{
    const QEvent::Type type = event->type();
    if (watched == m_window) {
        if (type == QEvent::LayoutRequest || type == QEvent::Show) {
            follow();
        }
    } else if (type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show) {
        if (auto* bar = qobject_cast<QTabBar*>(watched)) {
            setReachable(bar);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace neurograft
