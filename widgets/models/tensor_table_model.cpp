// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/tensor_table_model.h"

namespace neurograft {

namespace {

/// "4096 × 11008"; "1" for a number on its own.
QString shapeText(const std::vector<std::int64_t>& shape)
{
    QStringList sizes;
    for (const std::int64_t size : shape) {
        sizes << QString::number(size);
    }
    return sizes.isEmpty() ? QStringLiteral("1") : sizes.join(QStringLiteral(" × "));
}

} // namespace

TensorTableModel::TensorTableModel(QObject* parent) : QAbstractTableModel(parent) { }

void TensorTableModel::setReport(std::shared_ptr<const ModelReport> report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

int TensorTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_report ? 0 : static_cast<int>(m_report->tensors.size());
}

int TensorTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TensorTableModel::data(const QModelIndex& index, int role) const
{
    if (role != Qt::DisplayRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const TensorReport& tensor = m_report->tensors[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Name:
        return QString::fromStdString(tensor.name);
    case Shape:
        return shapeText(tensor.shape);
    case Type:
        return QString::fromStdString(tensor.dtype);
    default:
        return QString::fromStdString(tensor.file);
    }
}

QVariant TensorTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Tensor");
    case Shape:
        return tr("Shape");
    case Type:
        return tr("Type");
    default:
        return tr("File");
    }
}

} // namespace neurograft
