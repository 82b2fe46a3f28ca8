// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/neuron_overlap.h"

#include <QAbstractTableModel>

namespace neurograft {

/// A Jaccard matrix as a table that is its own heatmap: the number in each cell, the colour of
/// viridis from 0 to 1 behind it. Cells that cannot be compared are empty on paper white.
/// ToolTipRole and AccessibleTextRole: the cell's read-out.
class OverlapTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setMatrix(const OverlapMatrix& matrix);
    const OverlapMatrix& matrix() const { return m_matrix; }
    /// The whole matrix parted by tabs, headed by the names.
    QString toTsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    OverlapMatrix m_matrix;
};

} // namespace neurograft
