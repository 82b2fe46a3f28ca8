// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "widgets/models/role.h"

#include <QObject>

namespace neurograft {

/// The models of the pair in the window: choosing and swapping them, what their files or their
/// comparison say against them.
class ModelWiring : public QObject {
    Q_OBJECT

public:
    ModelWiring(const WindowParts& parts, QObject* parent);

private:
    void choose(Role role);
    void choosePair();
    void chooseDevices();
    void showDevices();
    void showProblem(Role role);
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
