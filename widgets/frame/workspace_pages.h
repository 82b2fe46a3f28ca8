// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frame/workspace.h"

#include <QStackedWidget>

namespace neurograft {

/// Centre of the window: one page per workspace, and the start page in the place of Compare while
/// nothing is open.
class WorkspacePages : public QStackedWidget {
    Q_OBJECT

public:
    /// @param start is taken over
    explicit WorkspacePages(QWidget* start, QWidget* parent = nullptr);

    /// What a workspace shows; takes @p page over, one that was there is deleted.
    void setPage(Workspace workspace, QWidget* page);
    QWidget* page(Workspace workspace) const { return m_pages[index(workspace)]; }

    Workspace current() const { return m_current; }
    void setCurrent(Workspace workspace);
    /// Whether a pair, data or a result is open, or was tried.
    bool isOpen() const { return m_isOpen; }
    void setOpen(bool isOpen);
    bool isStartShown() const { return currentWidget() == m_start; }

Q_SIGNALS:
    /// Another page is seen: workspace, or start page and Compare in turn.
    void pageChanged();

private:
    static std::size_t index(Workspace workspace) { return static_cast<std::size_t>(workspace); }
    void showPage();

    QWidget* m_start;
    std::array<QWidget*, kWorkspaces.size()> m_pages{};
    Workspace m_current = Workspace::Compare;
    bool m_isOpen = false;
};

} // namespace neurograft
