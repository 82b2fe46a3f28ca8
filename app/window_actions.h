// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/dialogs/shortcuts_dialog.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QSet>

class QMainWindow;
class QMenu;

namespace neurograft {

/// Every action of the window in its menu (ux.md 8.1), made from ActionTable, found by the name
/// without "action.": "figure.exportFigure". Each starts disabled and says in its tip why; the
/// wiring that gives it something to do takes that away with on() and says later obstacles with
/// setObstacle(). Enabling an action otherwise would leave its tip behind.
class WindowActions : public QObject {
    Q_OBJECT

public:
    explicit WindowActions(QMainWindow* window);

    /// The action of that name, which must exist.
    QAction* find(const char* name) const;
    /// All, in the order of the menus.
    const QList<QAction*>& all() const { return m_all; }
    /// "view/theme": a menu or submenu of the table; null when there is none.
    QMenu* menu(const char* path) const;

    /// Gives an action something to do and enables it.
    template <class What> QAction* on(const char* name, QObject* context, What&& what)
    {
        QAction* action = find(name);
        QObject::connect(action, &QAction::triggered, context, std::forward<What>(what));
        setObstacle(action, {});
        return action;
    }
    /// Why the action cannot be used now, one sentence ("Open a teacher first."); empty enables it.
    void setObstacle(QAction* action, const QString& obstacle);
    void setObstacle(const char* name, const QString& obstacle)
    {
        setObstacle(find(name), obstacle);
    }
    QString obstacle(const QAction* action) const { return m_entries.value(action).obstacle; }
    /// Titles of the menus it stands in: "Figure", "Edit ▸ Sets".
    QString menuTitle(const QAction* action) const { return m_entries.value(action).menu; }
    /// Changes the sentence of an action ("Take back: select up S L2 x T L3").
    void setTip(QAction* action, const QString& tip);

    /// Keys that lists and text need for themselves (Enter, Space, PgUp, PgDown) act only while one
    /// of these views or a child of it has the focus.
    void addViewKeys(QWidget* view) const;

    /// For the list of shortcuts: actions with a key, by menu.
    QList<ShortcutsDialog::Group> groups() const;

    /// Keys of the window are kept from fields of text that have uses of their own for them (on X11
    /// Ctrl+E goes to the end of the line, Ctrl+K deletes it). Undo, cut, copy, paste, select all
    /// and keys without Ctrl stay the field's.
    bool eventFilter(QObject* receiver, QEvent* event) override;

private:
    struct Entry {
        QString menu;
        QString tip;
        QString obstacle;
    };
    QMenu* makeMenu(QMainWindow* window, const QString& path);
    /// @return null for a separator
    QAction* makeAction(QMainWindow* window, const struct ActionRow& row);
    void showTip(QAction* action);

    QMainWindow* m_window;
    QHash<QString, QMenu*> m_menus;
    QHash<QString, QAction*> m_byName;
    QHash<const QAction*, Entry> m_entries;
    QList<QAction*> m_all;
    QList<QAction*> m_viewKeys;
    QSet<QKeySequence> m_windowKeys; ///< with Ctrl, of no field of text
    QList<ShortcutsDialog::Group> m_groups; ///< one per menu of the bar
};

} // namespace neurograft
