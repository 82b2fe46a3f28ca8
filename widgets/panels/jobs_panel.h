// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_controller.h"

#include <QWidget>

class QLabel;
class QModelIndex;
class QTreeView;

namespace neurograft {

class JobListModel;

/// The Jobs dock: one line per job with progress, time left, Pause and Cancel; the queue above the
/// one that runs, what ended below. Queued jobs are dragged, or moved with Alt+Up and Alt+Down.
/// Enter or a double click on one that ended opens its result. The list is named "jobList".
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobController* controller, QWidget* parent = nullptr);
    QSize sizeHint() const override;

Q_SIGNALS:
    void resultWanted(const QString& path);

private:
    void addButtons(int first, int last);
    void refreshButtons(int row);
    void openResult(const QModelIndex& index);
    void addMoveKeys();
    /// The job runs @p steps later, earlier when negative.
    void moveJob(JobId id, int steps);
    void showMenu(const QPoint& position);

    JobController* m_controller;
    JobListModel* m_model;
    QTreeView* m_list;
    QLabel* m_empty;
};

} // namespace neurograft
