// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frame/workspace_bar.h"

#include "widgets/frame/workspace.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace neurograft {

namespace {

/// A flat button; the pressed one has a line under it in the colour of the focus.
class WorkspaceButton : public QToolButton {
public:
    using QToolButton::QToolButton;

    QSize sizeHint() const override
    {
        const QSize hint = QToolButton::sizeHint();
        return {hint.width() + fontMetrics().averageCharWidth() * 2, hint.height()};
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QToolButton::paintEvent(event);
        if (isChecked()) {
            QPainter painter(this);
            const int thick = std::max(2, fontMetrics().height() / 5);
            painter.fillRect(QRect(0, height() - thick, width(), thick),
                             palette().color(QPalette::Highlight));
        }
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
