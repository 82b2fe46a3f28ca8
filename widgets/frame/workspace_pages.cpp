// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/workspace_pages.h"

#include "widgets/frame/stack_page.h"

namespace neurograft {

WorkspacePages::WorkspacePages(QWidget* start, QWidget* parent)
    : QStackedWidget(parent), m_start(start)
{
    setObjectName(QStringLiteral("workspacePages"));
    addWidget(start);
}

void WorkspacePages::setPage(Workspace workspace, QWidget* page)
{
    delete m_pages[index(workspace)];
    m_pages[index(workspace)] = page;
    addWidget(page);
    showPage();
}

void WorkspacePages::setCurrent(Workspace workspace)
{
    m_current = workspace;
    showPage();
}

void WorkspacePages::setOpen(bool isOpen)
{
    m_isOpen = isOpen;
    showPage();
}

void WorkspacePages::showPage()
{
    QWidget* page = m_pages[index(m_current)];
    if (page == nullptr || (m_current == Workspace::Compare && !m_isOpen)) {
        page = m_start;
    }
    const bool isAnother = page != currentWidget();
    showStackPage(this, page);
    if (isAnother) {
        Q_EMIT pageChanged();
    }
}

} // namespace neurograft
