// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/heatmap_data.h"

#include <QAbstractTableModel>

#include <memory>

namespace neurograft {

/// The table twin of a HeatmapPlot (F4): rows are student layers, columns teacher layers, both from
/// 0.
///
/// DisplayRole: three decimals, or why there is no value; ToolTipRole and AccessibleTextRole: the
/// read-out of the cell (cellText); kValueRole: the double itself, invalid where undefined;
/// ForegroundRole is left to the view.
class HeatmapTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int kValueRole = Qt::UserRole;

    explicit HeatmapTableModel(QObject* parent = nullptr);

    /// Data of the same size only changes cells (selection and scroll position stay); another size
    /// resets the model.
    void setHeatmap(std::shared_ptr<const HeatmapData> data);
    std::shared_ptr<const HeatmapData> heatmap() const { return m_data; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const HeatmapData> m_data;
};

} // namespace neurograft
