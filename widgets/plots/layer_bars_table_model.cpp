// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/layer_bars_table_model.h"

#include "widgets/plots/number_text.h"

#include <cmath>
#include <iterator>

namespace neurograft {

namespace {

constexpr LayerBar kLayerBarsTableModelColumns[]{LayerBar::Ffn, LayerBar::Attention};

} // namespace

LayerBarsTableModel::LayerBarsTableModel(QObject* parent) : QAbstractTableModel(parent) { }

void LayerBarsTableModel::setBars(const LayerBarsData& data)
{
    beginResetModel();
    m_bars = data;
    endResetModel();
}

LayerBarPlace LayerBarsTableModel::placeOf(int row) const
{
    LayerBarPlace place{0, row};
    while (place.layer >= m_bars.models[static_cast<std::size_t>(place.model)].layers()) {
        place.layer -= m_bars.models[static_cast<std::size_t>(place.model)].layers();
        ++place.model;
    }
    return place;
}

int LayerBarsTableModel::rowCount(const QModelIndex& parent) const
{
    int rows = 0;
    for (const LayerBarsModel& model : m_bars.models) {
        rows += model.layers();
    }
    return parent.isValid() ? 0 : rows;
}

int LayerBarsTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(kLayerBarsTableModelColumns));
}

QVariant LayerBarsTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const LayerBarPlace place = placeOf(index.row());
    const double value = m_bars.models[static_cast<std::size_t>(place.model)].value(
        place.layer, kLayerBarsTableModelColumns[index.column()]);
    switch (role) {
    case Qt::DisplayRole:
        if (std::isnan(value)) {
            return m_bars.isSingle() ? QString() : tr("none");
        }
        return m_bars.measure == BarMeasure::Increase ? signedNumberText(value, 3)
                                                      : layerBarValueText(m_bars, value);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return layerBarsText(m_bars, place);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case kValueRole:
        return std::isnan(value) ? QVariant() : QVariant(value);
    default:
        return {};
    }
}

QVariant LayerBarsTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const int sections = orientation == Qt::Horizontal ? columnCount() : rowCount();
    if (role != Qt::DisplayRole || section < 0 || section >= sections) {
        return {};
    }
    if (orientation == Qt::Horizontal) {
        return layerBarTitle(m_bars, kLayerBarsTableModelColumns[section]);
    }
    return layerBarsText(m_bars, placeOf(section)).section(QStringLiteral("  "), 0, 0);
}

} // namespace neurograft
