// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QModelIndex;
class QTreeView;

namespace neurograft {

class JobController;
class JobListModel;

/// The Jobs dock: one line per job with progress, time left, Pause and Cancel; newest first. Enter
/// or a double click on one that ended opens its result. The list is named "jobList".
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
    void showMenu(const QPoint& position);

    JobController* m_controller;
    JobListModel* m_model;
    QTreeView* m_list;
    QLabel* m_empty;
};

} // namespace neurograft
