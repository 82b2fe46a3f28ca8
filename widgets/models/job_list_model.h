// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_controller.h"

#include <QAbstractTableModel>

namespace neurograft {

/// Rows of the Jobs dock, newest first. Columns: job, progress, time, and one for a view's buttons.
class JobListModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Job,
        ProgressColumn,
        Time,
        Buttons,
        ColumnCount
    }; ///< views put Cancel in Buttons
    enum Roles { IdRole = Qt::UserRole, StateRole, PercentRole }; ///< PercentRole: -1 = not known

    /// @param controller outlives this object
    explicit JobListModel(JobController* controller, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    const JobStatus& status(int row) const;
    JobController* m_controller;
    int m_count = 0;
};

/// "phase 1/2: layers of both models, 8 of 14 layers", "Cancelling…", "cancelled, what is done is
/// kept": what a job is doing or how it ended.
QString jobStateText(const JobStatus& status);
/// The same where room is short: "8 of 14 layers, 40 s left".
QString shortProgressText(const JobStatus& status);
/// "40 s left", "took 12 s", empty while nothing can be said.
QString jobTimeText(const JobStatus& status);

} // namespace neurograft
