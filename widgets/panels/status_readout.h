// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/heatmap_figure.h"

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace neurograft {

/// Fills a status bar: read-out of the cell ("status.hover"), self-check badge
/// ("status.selfCheck"), memory of the program ("status.memory") and that it works offline
/// ("status.offline").
class StatusReadout : public QObject {
    Q_OBJECT

public:
    explicit StatusReadout(QStatusBar* bar);

    void setHover(const QString& text);
    /// Shows the badge of a result; none hides it.
    void setFigure(const HeatmapFigure* figure);

private:
    void showMemory();

    QLabel* m_hover;
    QToolButton* m_selfCheck;
    QLabel* m_memory;
};

} // namespace neurograft
