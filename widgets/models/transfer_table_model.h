// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/run_info.h"
#include "widgets/models/transfer_result.h"

#include <QAbstractTableModel>
#include <QHash>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

class QuickLane;
class RunListModel;

/// The transfers of a study, newest first: method, what differs from the paper's defaults, steps
/// and losses. Follows the list of runs; results are read on the quick lane, each once per change.
class TransferTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Run,
        Method,
        Changes,
        Seed,
        Steps,
        FirstLoss,
        LastLoss,
        Validation,
        Took,
        Status,
        ColumnCount
    };
    enum Roles { PathRole = Qt::UserRole };

    /// Both outlive this object.
    TransferTableModel(RunListModel* runs, QuickLane* lane, QObject* parent = nullptr);

    QString path(int row) const; ///< of its run.h5
    /// Runs that are hidden in the list are left out here as well.
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    /// All rows with their heading; numbers in full, "nan" where there is none.
    std::string csv() const;
    /// A table with booktabs rules and a caption that says what is in it.
    QString latex() const;

private:
    struct Entry {
        RunFile file;
        int number = 0;
        TransferResult result;
        std::vector<QString> changes; ///< "rank 8"
    };
    void refresh();
    void take(const std::vector<Entry>& entries);
    QString text(const Entry& entry, int column) const;

    RunListModel* m_runs;
    QuickLane* m_lane;
    std::vector<Entry> m_entries;
};

/// What a study has that its method's defaults have not: "rank 8", "epochs 2.5".
std::vector<QString> transferChanges(const TransferStudy& study);

} // namespace neurograft
