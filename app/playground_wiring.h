// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

class PlaygroundModel;
class PlaygroundPanel;

/// The prompt playground in its dock; its prompt is part of what the study remembers of the window.
class PlaygroundWiring : public QObject {
    Q_OBJECT

public:
    PlaygroundWiring(const WindowParts& parts, QObject* parent);

private:
    void open();
    void store();
    void restore();

    WindowParts m_parts;
    PlaygroundModel* m_model;
    PlaygroundPanel* m_panel;
};

} // namespace neurograft
