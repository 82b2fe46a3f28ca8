// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>

class QAction;

namespace neurograft {

/// One button per workspace, the present one pressed. The actions are those of the View menu.
/// Object name "workspaceBar"; buttons are named "workspaceBar.<workspace>".
class WorkspaceBar : public QFrame {
    Q_OBJECT

public:
    /// @param actions checkable and exclusive, in the order of kWorkspaces; outlive the bar
    explicit WorkspaceBar(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

} // namespace neurograft
