// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// What every area shares: workspaces, docks, themes, interface size, undo, back and
/// forward.
class FrameWiring : public QObject {
    Q_OBJECT

public:
    FrameWiring(const WindowParts& parts, QObject* parent);

private:
    void connectWorkspaces();
    void connectDocks();
    void connectThemes();
    void connectHistory();
    void connectInterfaceSize();
    WindowParts m_parts;
};

} // namespace neurograft
