// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

class QAction;

namespace neurograft {

/// A switch of one pane that looks like an entry of the menus (text, tip) and starts in its state.
/// It has no key: keys belong to the entry.
QAction* makePaneSwitch(QAction* entry, QObject* parent);

/// Lets a menu entry stand for the switch of whichever pane is current: it shows that one's state,
/// and switching either switches both.
class PaneEntry : public QObject {
    Q_OBJECT

public:
    /// @param entry outlives this object
    explicit PaneEntry(QAction* entry, QObject* parent = nullptr);

    /// Null: no pane is there, the entry is off.
    void setSwitch(QAction* paneSwitch);

private:
    QAction* m_entry;
    QPointer<QAction> m_switch;
};

} // namespace neurograft
