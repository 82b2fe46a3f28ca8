// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/header_bar.h"

#include "widgets/frame/workspace_bar.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace neurograft {

HeaderBar::HeaderBar(QWidget* pairBar, QWidget* goTo, const QList<QAction*>& workspaces,
                     const QList<QAction*>& actions, QWidget* parent)
    : QToolBar(tr("Pair and workspaces"), parent)
{
    setObjectName(QStringLiteral("headerBar"));
    setMovable(false);
    setFloatable(false);
    toggleViewAction()->setVisible(false);
    auto* content = new QWidget(this);
    content->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* layout = new QVBoxLayout(content);
    const int pad = fontMetrics().height() / 4;
    layout->setContentsMargins(pad, pad, pad, pad);
    layout->setSpacing(pad);
    layout->addWidget(pairBar);
    auto* row = new QHBoxLayout;
    layout->addLayout(row); // before it is filled: Tab walks in the order of coming
    row->setSpacing(0);
    row->addWidget(new WorkspaceBar(workspaces, content));
    row->addSpacing(pad * 3);
    row->addWidget(goTo, 1);
    row->addSpacing(pad * 3);
    for (QAction* action : actions) {
        auto* button = new QToolButton(content);
        button->setObjectName(QStringLiteral("headerBar.")
                              + action->objectName().section(u'.', -1));
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    addWidget(content);
}

} // namespace neurograft
