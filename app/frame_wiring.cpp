// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/frame_wiring.h"

#include "app/layout_menu.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/history_panel.h"
#include "widgets/frame/link_chip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/settings/app_settings.h"
#include "widgets/settings/interface_size.h"
#include "widgets/settings/theme.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QUndoStack>

namespace neurograft {

FrameWiring::FrameWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connectWorkspaces();
    connectDocks();
    connectThemes();
    connectHistory();
    connectInterfaceSize();
    parts.actions->on("file.quit", parts.window, [window = parts.window] { window->close(); });
}

void FrameWiring::connectWorkspaces()
{
    WorkspacePages* pages = m_parts.pages;
    WindowActions* actions = m_parts.actions;
    auto* group = new QActionGroup(this);
    for (const Workspace workspace : kWorkspaces) {
        const QByteArray name = "view." + workspaceWord(workspace).toLatin1();
        QAction* action = actions->on(name.constData(), this,
                                      [pages, workspace] { pages->setCurrent(workspace); });
        group->addAction(action);
        action->setChecked(workspace == pages->current());
        connect(pages, &WorkspacePages::pageChanged, action, [action, pages, workspace] {
            if (pages->current() == workspace) {
                action->setChecked(true);
            }
        });
    }
}

void FrameWiring::connectDocks()
{
    WindowDocks* docks = m_parts.docks;
    docks->history()->setContent(
        new HistoryPanel(m_parts.undo, m_parts.selection, docks->history()));
    new LayoutMenu(m_parts, this);
    m_parts.actions->on("window.resetLayout", docks, [docks] { docks->reset(); });
    m_parts.actions->on("window.nextDock", docks, [docks] { docks->focusNext(1); });
    m_parts.actions->on("window.previousDock", docks, [docks] { docks->focusNext(-1); });
    QAction* fullView = m_parts.actions->on("view.fullView", docks,
                                            [docks](bool isFull) { docks->setFullView(isFull); });
    connect(docks, &WindowDocks::fullViewChanged, fullView, &QAction::setChecked);
    m_parts.actions->on("view.followSelection", docks, [docks, panes = m_parts.similarity] {
        const Dock* dock = docks->focused();
        LinkChip* chip = dock != nullptr ? dock->chip() : panes->current()->chip();
        if (chip != nullptr) {
            chip->toggle();
        }
    });
}

void FrameWiring::connectThemes()
{
    AppSettings* settings = m_parts.settings;
    auto* group = new QActionGroup(this);
    for (const auto& [name, theme] :
         {std::pair("theme.system", Theme::System), std::pair("theme.light", Theme::Light),
          std::pair("theme.dark", Theme::Dark)}) {
        QAction* action = m_parts.actions->on(
            name, settings, [settings, held = theme] { settings->setTheme(held); });
        group->addAction(action);
        action->setChecked(settings->theme() == theme);
    }
    connect(settings, &AppSettings::themeChanged, this, &applyTheme);
}

void FrameWiring::connectHistory()
{
    WindowActions* actions = m_parts.actions;
    QUndoStack* undo = m_parts.undo;
    SelectionModel* selection = m_parts.selection;
    actions->on("edit.undo", undo, [undo] { undo->undo(); });
    actions->on("edit.redo", undo, [undo] { undo->redo(); });
    actions->on("view.back", selection, [selection] { selection->goBack(); });
    actions->on("view.forward", selection, [selection] { selection->goForward(); });
    actions->on("edit.clearSet", selection, [selection] { selection->clearSet(); });
    const auto showUndo = [actions, undo] {
        actions->setObstacle("edit.undo", undo->canUndo() ? QString() : tr("Nothing to undo."));
        actions->setObstacle("edit.redo", undo->canRedo() ? QString() : tr("Nothing to redo."));
        actions->setTip(actions->find("edit.undo"),
                        undo->canUndo() ? tr("Undo: %1").arg(undo->undoText()) : tr("Undo"));
        actions->setTip(actions->find("edit.redo"),
                        undo->canRedo() ? tr("Redo: %1").arg(undo->redoText()) : tr("Redo"));
    };
    const auto showTrail = [actions, selection] {
        actions->setObstacle(
            "view.back", selection->canGoBack() ? QString() : tr("Nothing was looked at before."));
        actions->setObstacle("view.forward",
                             selection->canGoForward() ? QString() : tr("This is the latest."));
    };
    const auto showSet = [actions, selection] {
        actions->setObstacle("edit.clearSet",
                             selection->set().empty() ? tr("The set is empty.") : QString());
    };
    connect(undo, &QUndoStack::indexChanged, this, showUndo);
    connect(undo, &QUndoStack::undoTextChanged, this, showUndo);
    connect(selection, &SelectionModel::trailChanged, this, showTrail);
    connect(selection, &SelectionModel::setChanged, this, showSet);
    showUndo();
    showTrail();
    showSet();
}

void FrameWiring::connectInterfaceSize()
{
    AppSettings* settings = m_parts.settings;
    m_parts.actions->on("interface.larger", settings, [settings] {
        settings->setInterfaceSize(settings->interfaceSize() + kInterfaceStep);
    });
    m_parts.actions->on("interface.smaller", settings, [settings] {
        settings->setInterfaceSize(settings->interfaceSize() - kInterfaceStep);
    });
    m_parts.actions->on("interface.reset", settings,
                        [settings] { settings->setInterfaceSize(100); });
    const auto showLimits = [actions = m_parts.actions, settings] {
        const int size = settings->interfaceSize();
        actions->setObstacle("interface.larger",
                             size >= kLargestInterface
                                 ? tr("%1 % is the largest size.").arg(kLargestInterface)
                                 : QString());
        actions->setObstacle("interface.smaller",
                             size <= kSmallestInterface
                                 ? tr("%1 % is the smallest size.").arg(kSmallestInterface)
                                 : QString());
    };
    connect(settings, &AppSettings::interfaceSizeChanged, this, [showLimits](int percent) {
        applyInterfaceSize(percent);
        showLimits();
    });
    showLimits();
}

} // namespace neurograft
