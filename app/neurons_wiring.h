// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Workspace Neurons in the window: locating neurons, looking at their maps and their table, and
/// the way there from a cell of Compare and back.
class NeuronsWiring : public QObject {
    Q_OBJECT

public:
    NeuronsWiring(const WindowParts& parts, QObject* parent);

private:
    void connectRun();
    void connectMaps();
    void connectLayers();
    void moveLayer(int step);
    void locate();
    void showNeuronsOf();
    void showRun();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
