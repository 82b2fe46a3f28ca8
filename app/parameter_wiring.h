// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// View Parameters: its entries of the menus, its job, and the layer it shares with other views.
class ParameterWiring : public QObject {
    Q_OBJECT

public:
    ParameterWiring(const WindowParts& parts, QObject* parent);

private:
    void connectView();
    void takeRunEntries();
    void show();
    void followAdapters();
    void showSelected();
    void updateActions();

    WindowParts m_parts;
    int m_adapters = 0; ///< that can be compared, when they were looked at last
};

} // namespace neurograft
