// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/match_run.h"
#include "widgets/models/selection_item.h"

#include <QAbstractTableModel>

#include <memory>

namespace neurograft {

/// Neurons of one pair of layers of a matching, the student's best first. Sets the student's neuron
/// beside its partner. SortRole: the number of a cell.
class MatchPairsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Student, Teacher, Correlation, Ranked, ColumnCount };
    enum Roles { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param pair row of MatchRun::layers(); below 0 nothing
    void setPair(std::shared_ptr<const MatchRun> run, int pair);
    /// The neuron a cell is about: the teacher's in its own column, else the student's. Nothing
    /// where the student's neuron has no partner.
    SelectionItem itemAt(const QModelIndex& index) const;
    /// All rows with their headings, parted by tabs; numbers in full.
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    const MatchedNeurons& row(int row) const;
    SelectionItem neuron(int row, bool isTeacher) const;

    std::shared_ptr<const MatchRun> m_run;
    int m_pair = -1;
};

} // namespace neurograft
