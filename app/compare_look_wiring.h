// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class ColorPanel;

/// How the maps of Compare are looked at: difference to a pinned result, keys that move the
/// selection, inspector and colour docks. Panes and masks have wirings of their own.
class CompareLookWiring : public QObject {
    Q_OBJECT

public:
    CompareLookWiring(const WindowParts& parts, QObject* parent);

private:
    void connectPin();
    void connectSelectionKeys();
    void fillDocks();
    void connectColorGroup(ColorPanel* colors);
    void showExample();
    void updateActions();

    WindowParts m_parts;
};

} // namespace neurograft
