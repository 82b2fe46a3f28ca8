// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/group_comparison.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace neurograft {

/// One task before and after by subject and category, a row per group that is scored on both sides.
/// ToolTipRole: the finding of the group in words.
class EvaluationGroupModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Level,
        Group,
        Questions,
        Before,
        After,
        Difference,
        Gained,
        Lost,
        Range,
        Finding,
        ColumnCount
    };
    enum Roles { SortRole = Qt::UserRole /**< a number or text that orders the column */ };

    using QAbstractTableModel::QAbstractTableModel;

    /// @param groups null: none
    void setGroups(std::shared_ptr<const std::vector<GroupComparison>> groups);
    const GroupComparison& group(int row) const { return m_groups[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString cellText(const GroupComparison& group, int column) const;

    std::shared_ptr<const std::vector<GroupComparison>> m_source; ///< told apart from the next
    std::vector<GroupComparison> m_groups;
};

} // namespace neurograft
