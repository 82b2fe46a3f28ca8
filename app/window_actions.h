// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/dialogs/shortcuts_dialog.h"

#include <QList>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;

namespace neurograft {

/// Every action of the window in its menu, with the keys of ux.md 7.5 and the names of 7.7
/// ("action.<menu>.<verb>"). Only what works is there. Made once; the window connects and enables.
struct WindowActions {
    explicit WindowActions(QMainWindow* window);

    QAction *openDemo, *addResult, *exportData, *closePair, *quit;
    QAction *copy, *copyFigure, *copyCommand, *copyGoTo;
    QAction *lock, *mask, *transpose, *zoomIn, *zoomOut, *resetView;
    QAction *themeSystem, *themeLight, *themeDark;
    QAction *openPair, *openTeacher, *openStudent, *swapRoles, *preflight;
    QAction *openData, *importActivations;
    QAction *run, *cancel;
    QAction* exportFigure;
    QAction *resetLayout, *shortcuts, *about;
    QMenu* windowMenu; ///< dock ticks go in front of resetLayout
    QActionGroup* themes;

    /// For the list of shortcuts: actions with a key, by menu.
    QList<ShortcutsDialog::Group> groups() const { return m_groups; }

private:
    QList<ShortcutsDialog::Group> m_groups;
};

} // namespace neurograft
