// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Window ▸ Layouts: keeps the places of the docks under a name and brings them back.
class LayoutMenu : public QObject {
    Q_OBJECT

public:
    LayoutMenu(const WindowParts& parts, QObject* parent);

private:
    void askName();
    void fill();
    WindowParts m_parts;
};

} // namespace neurograft
