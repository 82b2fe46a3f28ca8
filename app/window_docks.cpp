// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_docks.h"

#include "app/window_actions.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/empty_tab_bars.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/settings/app_settings.h"

#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QScreen>
#include <QStatusBar>
#include <QToolBar>

#include <algorithm>

namespace neurograft {

namespace {

/// Raised when docks come, go or change their names: older layouts are then left alone.
constexpr int kLayoutVersion = 4;
/// Of a floating dock this much has to be on a screen, or it comes back.
constexpr int kReachable = 40;

} // namespace

WindowDocks::WindowDocks(QMainWindow* window, WindowActions* actions, WorkspacePages* pages,
                         AppSettings* settings)
    : QObject(window), m_window(window), m_actions(actions), m_pages(pages), m_settings(settings)
{
    const QString inspected = tr("It shows the primary item.");
    m_study = make("studyDock", tr("Study"), {}, Qt::LeftDockWidgetArea, "window.study");
    m_inspector = make("inspectorDock", tr("Inspector"), inspected, Qt::RightDockWidgetArea,
                       "window.inspector");
    m_color = make("colorDock", tr("Colour"), tr("It shows the map of the selected cell."),
                   Qt::RightDockWidgetArea, "window.color");
    m_history = make("historyDock", tr("History"), {}, Qt::RightDockWidgetArea, "window.history");
    m_examples = make("examplesDock", tr("Examples"),
                      tr("An item shows its row; other kinds change nothing."),
                      Qt::BottomDockWidgetArea, "window.examples");
    m_neuronTable = make("neuronTableDock", tr("Neuron table"),
                         tr("A neuron shows its row; a cell shows the neurons of its two layers."),
                         Qt::BottomDockWidgetArea, "window.neuronTable");
    m_ablation =
        make("ablationDock", tr("Ablation"), {}, Qt::BottomDockWidgetArea, "window.ablation");
    m_matching = make("matchDock", tr("Matching"), {}, Qt::BottomDockWidgetArea, "window.matching");
    m_jobs = make("jobsDock", tr("Jobs"), {}, Qt::BottomDockWidgetArea, "window.jobs");
    m_playground =
        make("playgroundDock", tr("Playground"), {}, Qt::BottomDockWidgetArea, "window.playground");
    m_window->tabifyDockWidget(m_inspector, m_color);
    m_window->tabifyDockWidget(m_color, m_history);
    m_window->splitDockWidget(m_examples, m_jobs, Qt::Horizontal); // beside, so before the tabs
    m_window->tabifyDockWidget(m_examples, m_neuronTable);
    m_window->tabifyDockWidget(m_neuronTable, m_ablation);
    m_window->tabifyDockWidget(m_ablation, m_matching);
    m_window->tabifyDockWidget(m_jobs, m_playground);
    new EmptyTabBars(m_window);
    connect(pages, &WorkspacePages::pageChanged, this, &WindowDocks::showPage);
}

Dock* WindowDocks::make(const char* name, const QString& title, const QString& translation,
                        int area, const char* tick)
{
    auto* dock = new Dock(QString::fromLatin1(name), title, translation, m_window);
    m_window->addDockWidget(static_cast<Qt::DockWidgetArea>(area), dock);
    m_all << dock;
    m_ticks.insert(dock, QString::fromLatin1(tick));
    QAction* action = m_actions->find(tick);
    connect(action, &QAction::triggered, dock, [this, dock](bool isWanted) {
        if (isWanted) {
            reveal(dock);
        } else {
            dock->hide();
        }
    });
    connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    connect(dock, &Dock::filled, this, [this, dock] { offer(dock); });
    return dock;
}

void WindowDocks::offer(Dock* dock)
{
    if (dock->hasContent()) { // else the tick says by itself why there is nothing
        m_actions->setObstacle(m_actions->find(m_ticks.value(dock).toLatin1().constData()),
                               m_pages->isStartShown() ? tr("Nothing is open.") : QString());
    }
}

void WindowDocks::reveal(Dock* dock, int lines)
{
    if (!dock->hasContent()) {
        return;
    }
    dock->show();
    dock->raise();
    const int height = m_window->fontMetrics().height() * lines;
    if (!dock->isFloating() && dock->height() < height) {
        m_window->resizeDocks({dock}, {height}, Qt::Vertical);
    }
}

Dock* WindowDocks::focused() const
{
    for (QWidget* widget = QApplication::focusWidget(); widget != nullptr;
         widget = widget->parentWidget()) {
        if (auto* dock = qobject_cast<Dock*>(widget)) {
            return dock;
        }
    }
    return nullptr;
}

bool WindowDocks::isShownAtFirst(const Dock* dock, Workspace workspace) const
{
    if (dock == m_jobs) {
        return workspace != Workspace::Figures;
    }
    if (dock == m_study) {
        return workspace != Workspace::Neurons;
    }
    if (dock == m_inspector) {
        return workspace != Workspace::Figures;
    }
    if (dock == m_examples) {
        return workspace == Workspace::Compare || workspace == Workspace::Neurons;
    }
    return dock == m_neuronTable && workspace == Workspace::Neurons;
}

void WindowDocks::focusNext(int step)
{
    QList<QWidget*> places{m_pages->currentWidget()};
    for (Dock* dock : m_all) {
        if (dock->isVisible() && !dock->visibleRegion().isEmpty()) {
            places << dock->widget();
        }
    }
    int at = 0;
    for (int i = 0; i < static_cast<int>(places.size()); ++i) {
        if (places[i]->isAncestorOf(QApplication::focusWidget())) {
            at = i;
        }
    }
    const int count = static_cast<int>(places.size());
    QWidget* place = places[(at + step + count) % count];
    const QList<QWidget*> children = place->findChildren<QWidget*>();
    const auto target = std::find_if(children.begin(), children.end(), [](const QWidget* child) {
        return child->isVisible() && child->isEnabled()
            && (child->focusPolicy() & Qt::TabFocus) != 0;
    });
    if (target != children.end()) {
        (*target)->setFocus(Qt::TabFocusReason);
    } else {
        place->setFocus(Qt::TabFocusReason);
    }
}

void WindowDocks::setFullView(bool isFull)
{
    if (isFull == m_isFullView) {
        return;
    }
    if (isFull) {
        keep();
        m_shown.reset();
        m_before = m_window->windowState();
        for (Dock* dock : m_all) {
            dock->hide();
        }
    }
    m_isFullView = isFull;
    for (QWidget* bar : m_window->findChildren<QToolBar*>(QString(), Qt::FindDirectChildrenOnly)) {
        bar->setVisible(!isFull);
    }
    m_window->menuBar()->setVisible(!isFull);
    m_window->statusBar()->setVisible(!isFull);
    m_window->setWindowState(isFull ? m_window->windowState() | Qt::WindowFullScreen : m_before);
    if (!isFull) {
        showPage();
    }
    Q_EMIT fullViewChanged(isFull);
}

void WindowDocks::restore()
{
    for (Dock* dock : m_all) {
        dock->setVisible(dock->hasContent());
        offer(dock);
    }
    m_initial = m_window->saveState(kLayoutVersion);
    for (const Workspace workspace : kWorkspaces) {
        m_layouts.insert(workspace, m_settings->layout(workspaceWord(workspace)));
    }
    m_isReady = true;
    showPage();
}

void WindowDocks::save()
{
    setFullView(false);
    keep();
    for (const Workspace workspace : kWorkspaces) {
        m_settings->setLayout(workspaceWord(workspace), m_layouts.value(workspace));
    }
}

void WindowDocks::reset()
{
    m_layouts.remove(m_pages->current());
    m_settings->setLayout(workspaceWord(m_pages->current()), {});
    if (!m_pages->isStartShown()) {
        placeAtFirst(m_pages->current());
    }
}

QByteArray WindowDocks::places() const
{
    return m_window->saveState(kLayoutVersion);
}

QByteArray WindowDocks::placesOf(Workspace workspace) const
{
    return m_shown == workspace ? places() : m_layouts.value(workspace);
}

void WindowDocks::setPlacesOf(Workspace workspace, const QByteArray& places)
{
    m_layouts.insert(workspace, places);
    if (m_shown == workspace) {
        place(workspace);
    }
}

bool WindowDocks::setPlaces(const QByteArray& places)
{
    if (m_pages->isStartShown() || !m_window->restoreState(places, kLayoutVersion)) {
        return false;
    }
    for (Dock* dock : m_all) {
        if (!dock->hasContent()) {
            dock->hide();
        }
    }
    bringBackOnScreen();
    return true;
}

void WindowDocks::keep()
{
    if (m_shown) {
        m_layouts.insert(*m_shown, places());
    }
}

void WindowDocks::showPage()
{
    if (!m_isReady || m_isFullView) {
        return;
    }
    keep();
    for (Dock* dock : m_all) {
        offer(dock);
    }
    if (m_pages->isStartShown()) {
        m_shown.reset();
        for (Dock* dock : m_all) {
            dock->hide();
        }
        return;
    }
    m_shown = m_pages->current();
    place(*m_shown);
}

void WindowDocks::place(Workspace workspace)
{
    const QByteArray layout = m_layouts.value(workspace);
    if (layout.isEmpty() || !setPlaces(layout)) {
        placeAtFirst(workspace);
    }
}

void WindowDocks::placeAtFirst(Workspace workspace)
{
    m_window->restoreState(m_initial, kLayoutVersion);
    QList<QDockWidget*> sides;
    QList<QDockWidget*> bottoms;
    for (Dock* dock : m_all) {
        const bool isShown = dock->hasContent() && isShownAtFirst(dock, workspace);
        dock->setVisible(isShown);
        if (isShown) {
            const bool isBottom = m_window->dockWidgetArea(dock) == Qt::BottomDockWidgetArea;
            (isBottom ? bottoms : sides) << dock;
        }
    }
    const QFontMetrics metrics = m_window->fontMetrics();
    m_window->resizeDocks(sides, QList<int>(sides.size(), metrics.averageCharWidth() * 40),
                          Qt::Horizontal);
    const int height =
        metrics.height() * (bottoms.size() == 1 && bottoms.contains(m_jobs) ? 5 : 11);
    m_window->resizeDocks(bottoms, QList<int>(bottoms.size(), height), Qt::Vertical);
    m_inspector->raise();
    m_examples->raise();
}

void WindowDocks::bringBackOnScreen()
{
    for (Dock* dock : m_all) {
        if (!dock->isFloating() || dock->isHidden()) {
            continue;
        }
        const QList<QScreen*> screens = QGuiApplication::screens();
        const bool isReachable =
            std::any_of(screens.begin(), screens.end(), [dock](const QScreen* screen) {
                const QRect seen = screen->availableGeometry().intersected(dock->frameGeometry());
                return seen.width() >= kReachable && seen.height() >= kReachable;
            });
        if (!isReachable) {
            dock->setFloating(false);
        }
    }
}

} // namespace neurograft
