// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/match_run.h"

#include <QAbstractTableModel>

#include <memory>

namespace neurograft {

/// Pairs of layers of a matching with the mean correlations that judge it (similarity.md 7.3).
/// SortRole: the number of a cell.
class MatchLayersModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Student, Teacher, Matched, Ranked, Best, Shuffled, Neurons, ColumnCount };
    enum Roles { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: nothing.
    void setRun(std::shared_ptr<const MatchRun> run);
    /// All rows with their headings, parted by tabs; numbers in full.
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    double value(int row, int column) const;

    std::shared_ptr<const MatchRun> m_run;
};

} // namespace neurograft
