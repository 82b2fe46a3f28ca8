// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QProgressBar;
class QTreeWidget;
class QTreeWidgetItem;

namespace neurograft {

class ChainSession;
struct ChainTaskState;

/// How far the tasks of a study are, steps over cells over tasks, what its dry run said, and the
/// job that computes it. Object name "chainProgress".
class ChainProgressPanel : public QWidget {
    Q_OBJECT

public:
    /// @param session outlives this widget
    explicit ChainProgressPanel(ChainSession* session, QWidget* parent = nullptr);

Q_SIGNALS:
    /// The result of a finished task is wanted: a file or a folder; of a sweep its joined cells.
    void resultWanted(const QString& path);

private:
    void showTasks();
    void showCells(QTreeWidgetItem* sweep);
    QString stateOf(const ChainTaskState& task) const;
    void showForecast();
    void showJob();
    QTreeWidgetItem* placeOf(const QString& label);

    ChainSession* m_session;
    QLabel* m_summary;
    QProgressBar* m_bar;
    QLabel* m_phase;
    QTreeWidget* m_tasks;
    QStringList m_labels; ///< of the tasks that are shown
    bool m_wasExpanded = false; ///< once for these
};

} // namespace neurograft
