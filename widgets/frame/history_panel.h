// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QListWidget;
class QUndoStack;

namespace neurograft {

class SelectionModel;

/// What was changed (a click goes back to that state) and what was looked at (a click goes there).
/// Lists are named "historyDock.undo" and "historyDock.trail".
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    /// Both outlive the panel.
    HistoryPanel(QUndoStack* undo, SelectionModel* selection, QWidget* parent = nullptr);

private:
    void showTrail();
    SelectionModel* m_selection;
    QListWidget* m_trail;
};

} // namespace neurograft
