// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Texts and activations in the window: choosing them, and saying what is wrong with them.
class DataWiring : public QObject {
    Q_OBJECT

public:
    DataWiring(const WindowParts& parts, QObject* parent);

private:
    void choose();
    void showProblem();
    WindowParts m_parts;
};

} // namespace neurograft
