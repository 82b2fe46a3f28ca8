// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QToolBar>

namespace neurograft {

/// Top of the window, always on screen and as wide as it: the pair, and under it the workspaces and
/// some actions. Object name "headerBar".
class HeaderBar : public QToolBar {
    Q_OBJECT

public:
    /// @param pairBar    taken over, as is goTo
    /// @param workspaces checkable, in the order of kWorkspaces
    /// @param actions    shown as small buttons at the right
    HeaderBar(QWidget* pairBar, QWidget* goTo, const QList<QAction*>& workspaces,
              const QList<QAction*>& actions, QWidget* parent = nullptr);
};

} // namespace neurograft
