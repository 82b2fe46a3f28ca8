// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/plots/heatmap_geometry.h"

#include <QObject>

namespace neurograft {

/// How the maps of Compare are looked at: difference to a pinned result, profiles, path, table,
/// zoom, colours; inspector and colour docks.
class CompareLookWiring : public QObject {
    Q_OBJECT

public:
    CompareLookWiring(const WindowParts& parts, QObject* parent);

private:
    void connectPin();
    void connectPath();
    void connectToggles();
    void connectSelectionKeys();
    void connectZoom();
    void connectRows();
    void showRowChoices();
    void chooseRows(const QString& name);
    void fillDocks();
    void showExample();
    void updateActions();

    WindowParts m_parts;
    HeatmapView m_view; ///< before the next zoom
};

} // namespace neurograft
