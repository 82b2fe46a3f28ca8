// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Analyse ▸ Baselines: what the maps of the current pane are set beside, in its next run or from
/// cached Gram matrices; and the view of each model with itself.
class BaselineWiring : public QObject {
    Q_OBJECT

public:
    BaselineWiring(const WindowParts& parts, QObject* parent);

private:
    void showCurrent();
    void connectSelfMaps();
    void updateSelfMaps();
    WindowParts m_parts;
};

} // namespace neurograft
