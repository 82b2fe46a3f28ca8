// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_controller.h"

#include <QAbstractTableModel>

namespace neurograft {

/// Rows of the Jobs dock, from the last in the queue over the one that runs to those that ended.
/// Columns: job, progress, time, and one for a view's buttons. Queued jobs can be dragged to
/// another place among the queued; the rest stays.
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
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;
    /// Row of a job, -1 when there is none.
    int rowOf(JobId id) const;

private:
    const JobStatus& status(int row) const;
    void takeOrder();
    JobController* m_controller;
    std::vector<JobId> m_order; ///< last row first
};

/// "8 of 14 layers": what is counted; empty while the total is not known.
QString progressItemsText(const Progress& progress);
/// "phase 1/2: layers of both models, 8 of 14 layers", "Cancelling…", "cancelled, what is done is
/// kept": what a job is doing or how it ended.
QString jobStateText(const JobStatus& status);
/// The same where room is short: "8 of 14 layers, 40 s left".
QString shortProgressText(const JobStatus& status);
/// "40 s left", "took 12 s", empty while nothing can be said.
QString jobTimeText(const JobStatus& status);

} // namespace neurograft
