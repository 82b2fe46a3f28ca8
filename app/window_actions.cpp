// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_actions.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace neurograft {

namespace {

struct ActionTexts {
    Q_DECLARE_TR_FUNCTIONS(WindowActions)
};

QString tr(const char* text)
{
    return ActionTexts::tr(text);
}

/// Fills one menu: names follow "action.<menu>.<verb>".
class MenuMaker {
public:
    MenuMaker(QMainWindow* window, QMenu* menu, QString name)
        : m_window(window), m_menu(menu), m_name(std::move(name))
    {
    }

    QAction* add(const char* verb, const QString& text, const QList<QKeySequence>& keys = {},
                 const QString& tip = {})
    {
        auto* action = new QAction(text, m_window);
        action->setObjectName(QStringLiteral("action.%1.%2").arg(m_name, QLatin1String(verb)));
        action->setShortcuts(keys);
        QString words = tip.isEmpty() ? QString(text).remove(QLatin1Char('&')) : tip;
        if (!keys.isEmpty()) {
            words += QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
        }
        action->setToolTip(words);
        m_menu->addAction(action);
        return action;
    }
    QAction* addToggle(const char* verb, const QString& text, const QList<QKeySequence>& keys,
                       const QString& tip)
    {
        QAction* action = add(verb, text, keys, tip);
        action->setCheckable(true);
        return action;
    }
    void separate() { m_menu->addSeparator(); }
    QMenu* menu() const { return m_menu; }

private:
    QMainWindow* m_window;
    QMenu* m_menu;
    QString m_name;
};

QKeySequence key(const char* text)
{
    return QKeySequence(QLatin1String(text));
}

QList<QAction*> withKeys(const QMenu* menu)
{
    QList<QAction*> found;
    for (QAction* action : menu->actions()) {
        if (!action->shortcuts().isEmpty()) {
            found << action;
        }
    }
    return found;
}

} // namespace

WindowActions::WindowActions(QMainWindow* window)
{
    const auto make = [window](const QString& title, const char* name) {
        QMenu* menu = window->menuBar()->addMenu(title);
        menu->setToolTipsVisible(true);
        return MenuMaker(window, menu, QString::fromLatin1(name));
    };

    MenuMaker file = make(tr("&File"), "file");
    openDemo = file.add("openDemoStudy", tr("Open &demo study"));
    file.separate();
    addResult = file.add("addResultFile", tr("Add &result file…"));
    exportData = file.add("exportData", tr("Export data of this &view…"), {},
                          tr("Write the numbers of the maps as CSV"));
    file.separate();
    closePair = file.add("closeStudy", tr("&Close study"), {key("Ctrl+W")});
    quit = file.add("quit", tr("&Quit"), {key("Ctrl+Q")});
    quit->setMenuRole(QAction::QuitRole);

    MenuMaker edit = make(tr("&Edit"), "edit");
    copy = edit.add("copy", tr("&Copy"), {key("Ctrl+C")},
                    tr("Copy the map that has the focus as a table"));
    copyFigure = edit.add("copyFigure", tr("Copy &figure"), {key("Ctrl+Shift+C")},
                          tr("Copy the figure as bitmap, SVG and table"));
    copyCommand = edit.add("copyCommand", tr("Copy as co&mmand"), {key("Ctrl+Alt+C")},
                           tr("Copy the command line that computes the same"));
    copyGoTo = edit.add("copyGoTo", tr("Copy &go-to string"), {key("Ctrl+Shift+K")},
                        tr("Copy the name of the selected cell"));

    MenuMaker view = make(tr("&View"), "view");
    lock =
        view.addToggle("lock", tr("&Lock scale"), {key("L")}, tr("One colour scale for all maps"));
    lock->setChecked(true);
    mask = view.addToggle("mask", tr("&Mask"), {key("M")},
                          tr("Show only cells with teacher layer ≥ student layer, as published"));
    transpose =
        view.addToggle("transpose", tr("&Transpose"), {key("X")}, tr("Swap the axes of the maps"));
    view.separate();
    zoomIn = view.add("zoomIn", tr("Zoom &in"), {key("+"), key("=")});
    zoomOut = view.add("zoomOut", tr("Zoom &out"), {key("-")});
    resetView = view.add("resetView", tr("&Reset view"), {key("0")}, tr("Show whole maps again"));
    view.separate();
    MenuMaker theme(window, view.menu()->addMenu(tr("T&heme")), QStringLiteral("theme"));
    themes = new QActionGroup(window);
    themeSystem = theme.addToggle("system", tr("&System"), {}, tr("As the desktop"));
    themeLight = theme.addToggle("light", tr("&Light"), {}, {});
    themeDark = theme.addToggle("dark", tr("&Dark"), {}, {});
    for (QAction* action : {themeSystem, themeLight, themeDark}) {
        themes->addAction(action);
    }

    MenuMaker model = make(tr("&Model"), "model");
    openPair = model.add("openPair", tr("Open &pair…"), {key("Ctrl+Shift+O")});
    openTeacher = model.add("openTeacher", tr("Open &teacher…"));
    openStudent = model.add("openStudent", tr("Open &student…"));
    swapRoles = model.add("swapRoles", tr("S&wap roles"), {},
                          tr("Teacher becomes student and the other way round"));
    model.separate();
    preflight = model.addToggle("preflight", tr("Pre-&flight"), {},
                                tr("Show every difference of the pair"));

    MenuMaker data = make(tr("&Data"), "data");
    openData = data.add("openData", tr("&Open data…"), {key("Ctrl+O")},
                        tr("Texts that both models read (JSON Lines)"));
    data.separate();
    importActivations = data.add("importActivations", tr("&Import activations…"), {},
                                 tr("Arrays of both models captured elsewhere (.npz)"));

    MenuMaker analyse = make(tr("&Analyse"), "analyse");
    run = analyse.add("runSimilarity", tr("&Run similarity"), {key("F5")});
    cancel = analyse.add("cancelJob", tr("&Cancel job"), {key("Ctrl+.")},
                         tr("Stop the run; what is done is kept"));
    cancel->setIconText(tr("Cancel"));

    MenuMaker figure = make(tr("Fi&gure"), "figure");
    exportFigure = figure.add("exportFigure", tr("&Export figure…"), {key("Ctrl+E")});

    MenuMaker windows = make(tr("&Window"), "window");
    windowMenu = windows.menu();
    windows.separate();
    resetLayout = windows.add("resetLayout", tr("&Reset layout"));

    MenuMaker help = make(tr("&Help"), "help");
    shortcuts = help.add("shortcuts", tr("&Keyboard shortcuts"), {key("Ctrl+/")});
    about = help.add("about", tr("&About Neurograft"));
    about->setMenuRole(QAction::AboutRole);

    for (const QAction* menu : window->menuBar()->actions()) {
        const QList<QAction*> actions = withKeys(menu->menu());
        if (!actions.isEmpty()) {
            m_groups.append({menu->text().remove(QLatin1Char('&')), actions});
        }
    }
}

} // namespace neurograft
