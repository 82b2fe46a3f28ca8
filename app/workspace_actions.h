// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frame/workspace.h"

#include <QByteArray>
#include <QHash>
#include <QObject>

#include <functional>

namespace neurograft {

class WindowActions;
class WorkspacePages;

/// Entries of the menus that mean another thing in each workspace: running its job, zooming its
/// maps. The entry does what the workspace seen has for it, says why that cannot be done now, and
/// may be called by another name there. A workspace that has nothing for an entry leaves it to
/// Compare.
class WorkspaceActions : public QObject {
    Q_OBJECT

public:
    /// Both outlive this object.
    WorkspaceActions(WindowActions* actions, WorkspacePages* pages, QObject* parent = nullptr);

    /// @param text of the entry in that workspace; empty: as in the table of actions
    void on(Workspace workspace, const char* name, std::function<void()> what,
            const QString& text = {});
    /// Empty: nothing stands in the way.
    void setObstacle(Workspace workspace, const char* name, const QString& obstacle);
    /// Short text for buttons ("Cancelling…").
    void setIconText(Workspace workspace, const char* name, const QString& text);

private:
    struct Meaning {
        std::function<void()> what;
        QString text;
        QString iconText;
        QString obstacle;
    };
    Meaning* meaning(const QByteArray& name);
    void show(const QByteArray& name);

    WindowActions* m_actions;
    WorkspacePages* m_pages;
    QHash<QByteArray, QHash<Workspace, Meaning>> m_entries;
    QHash<QByteArray, QString> m_texts; ///< of the table of actions
};

} // namespace neurograft
