// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/role.h"

#include <QList>
#include <QObject>

namespace neurograft {

/// Models kept in memory, in the window: loading weights or some layers, unloading, and what the
/// pair bar says they hold.
class ShelfWiring : public QObject {
    Q_OBJECT

public:
    ShelfWiring(const WindowParts& parts, QObject* parent);

private:
    void loadAll();
    void chooseLayers();
    void unload(const QList<Role>& roles);
    void askToUnload(const QList<Role>& roles, const QStringList& reasons);
    void takePlaces();
    void showHeld(Role role);
    void updateActions();
    bool isLoadable(Role role) const;
    WindowParts m_parts;
};

} // namespace neurograft
