// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/workspace_bar.h"

#include "widgets/frame/toggle_button.h"
#include "widgets/frame/workspace.h"

#include <QAction>
#include <QHBoxLayout>

namespace neurograft {

namespace {

/// A flat button with some room around its word.
class WorkspaceButton : public ToggleButton {
public:
    using ToggleButton::ToggleButton;

    QSize sizeHint() const override
    {
        const QSize hint = ToggleButton::sizeHint();
        return {hint.width() + fontMetrics().averageCharWidth() * 2, hint.height()};
    }
};

} // namespace

WorkspaceBar::WorkspaceBar(const QList<QAction*>& actions, QWidget* parent) : QFrame(parent)
{
    setObjectName(QStringLiteral("workspaceBar"));
    setAccessibleName(tr("Workspaces"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (qsizetype i = 0; i < actions.size(); ++i) {
        auto* button = new WorkspaceButton(this);
        button->setAutoRaise(true);
        button->setObjectName(QStringLiteral("workspaceBar.")
                              + workspaceWord(kWorkspaces[static_cast<std::size_t>(i)]));
        button->setDefaultAction(actions[i]);
        button->setToolButtonStyle(Qt::ToolButtonTextOnly);
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
    }
}

} // namespace neurograft
