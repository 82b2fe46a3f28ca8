// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/layer_bars_data.h"

#include <QAbstractTableModel>

namespace neurograft {

/// The table twin of a LayerBarsPlot (F4): one row per model and layer ("T L4"), columns FFN and
/// attention. DisplayRole: three decimals or "none"; kValueRole: the double, invalid where there is
/// none; AccessibleTextRole and ToolTipRole: the layer's read-out.
class LayerBarsTableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int kValueRole = Qt::UserRole;

    explicit LayerBarsTableModel(QObject* parent = nullptr);

    void setBars(const LayerBarsData& data);
    /// Layer of a row.
    LayerBarPlace placeOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    LayerBarsData m_bars;
};

} // namespace neurograft
