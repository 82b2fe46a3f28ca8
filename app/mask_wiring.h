// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// View ▸ Mask shape: which cells a mask keeps, chosen from the menu, undoable; the menu ticks the
/// shape of the current pane, whoever changed it.
class MaskWiring : public QObject {
    Q_OBJECT

public:
    MaskWiring(const WindowParts& parts, QObject* parent);

private:
    void chooseBand();
    void chooseCells();
    void setShape(const QString& shape);
    void showShape();
    void updateActions();

    WindowParts m_parts;
};

} // namespace neurograft
