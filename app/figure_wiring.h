// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"

#include <QObject>

namespace neurograft {

/// Figures and numbers out of the window: files and clipboard.
class FigureWiring : public QObject {
    Q_OBJECT

public:
    FigureWiring(const WindowParts& parts, QObject* parent);

private:
    void exportFigure();
    void exportData();
    void copyFigure();
    void copyTable();
    void updateActions();
    WindowParts m_parts;
};

} // namespace neurograft
