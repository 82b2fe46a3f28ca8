// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QTreeView;

namespace neurograft {

class JobController;
class JobListModel;

/// The Jobs dock: one line per job with progress, time left and Cancel; newest first. The list is
/// named "jobList".
class JobsPanel : public QWidget {
    Q_OBJECT

public:
    explicit JobsPanel(JobController* controller, QWidget* parent = nullptr);
    QSize sizeHint() const override;

private:
    void addButtons(int first, int last);
    void refreshButton(int row);
    void showMenu(const QPoint& position);

    JobController* m_controller;
    JobListModel* m_model;
    QTreeView* m_list;
    QLabel* m_empty;
};

} // namespace neurograft
