// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmap_table_model.h"

#include "widgets/plots/number_text.h"

namespace neurograft {

HeatmapTableModel::HeatmapTableModel(QObject* parent) : QAbstractTableModel(parent) { }

void HeatmapTableModel::setHeatmap(std::shared_ptr<const HeatmapData> data)
{
    const bool isSameSize = m_data && data && m_data->students == data->students
        && m_data->teachers == data->teachers && m_data->rows == data->rows
        && m_data->columns == data->columns;
    if (isSameSize) {
        m_data = std::move(data);
        if (rowCount() > 0 && columnCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        }
        return;
    }
    beginResetModel();
    m_data = std::move(data);
    endResetModel();
}

int HeatmapTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_data ? 0 : m_data->students;
}

int HeatmapTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_data ? 0 : m_data->teachers;
}

QVariant HeatmapTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const HeatmapCell cell{index.row(), index.column()};
    switch (role) {
    case Qt::DisplayRole:
        if (m_data->isDefined(cell)) {
            return numberText(m_data->value(cell), 3);
        }
        return m_data->reason(cell) == kNotComputed ? tr("not computed") : tr("undefined");
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return cellText(*m_data, cell);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case kValueRole:
        return m_data->isDefined(cell) ? QVariant(m_data->value(cell)) : QVariant();
    default:
        return {};
    }
}

QVariant HeatmapTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole) {
        return {};
    }
    return m_data ? (orientation == Qt::Horizontal ? m_data->columns : m_data->rows).place(section)
                  : QString();
}

} // namespace neurograft
