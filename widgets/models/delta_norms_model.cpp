// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/delta_norms_model.h"

#include "widgets/models/selection_item.h"
#include "widgets/plots/curve_data.h"
#include "widgets/plots/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr double kPerCent = 100.0;

} // namespace

void DeltaNormsModel::setNorms(const std::vector<ModuleNorms>& norms)
{
    beginResetModel();
    m_norms = norms;
    m_layers = 0;
    m_largest = 0.0;
    for (const ModuleNorms& module : norms) {
        m_layers = std::max(m_layers, static_cast<int>(module.ratios.size()));
        for (const double ratio : module.ratios) {
            m_largest = std::isfinite(ratio) ? std::max(m_largest, ratio) : m_largest;
        }
    }
    endResetModel();
}

double DeltaNormsModel::value(int row, int column) const
{
    const std::vector<double>& ratios = m_norms[static_cast<std::size_t>(row)].ratios;
    return column < static_cast<int>(ratios.size()) ? ratios[static_cast<std::size_t>(column)]
                                                    : std::numeric_limits<double>::quiet_NaN();
}

QString DeltaNormsModel::finding() const
{
    int mostRow = -1, mostLayer = -1, leastRow = -1, leastLayer = -1;
    for (int row = 0; row < rowCount(); ++row) {
        for (int layer = 0; layer < m_layers; ++layer) {
            const double ratio = value(row, layer);
            if (std::isnan(ratio)) {
                continue;
            }
            if (mostRow < 0 || ratio > value(mostRow, mostLayer)) {
                mostRow = row;
                mostLayer = layer;
            }
            if (leastRow < 0 || ratio < value(leastRow, leastLayer)) {
                leastRow = row;
                leastLayer = layer;
            }
        }
    }
    if (mostRow < 0) {
        return tr("no change yet");
    }
    const auto place = [this](int row, int layer) {
        return QStringLiteral("%1 S L%2")
            .arg(shortModuleName(m_norms[static_cast<std::size_t>(row)].module))
            .arg(layer);
    };
    return tr("largest %1 % at %2, smallest %3 % at %4")
        .arg(curveNumber(value(mostRow, mostLayer) * kPerCent), place(mostRow, mostLayer),
             curveNumber(value(leastRow, leastLayer) * kPerCent), place(leastRow, leastLayer));
}

QString DeltaNormsModel::toTsv() const
{
    QStringList lines{QStringLiteral("module")};
    for (int layer = 0; layer < m_layers; ++layer) {
        lines.front() += QStringLiteral("\tL%1").arg(layer);
    }
    for (int row = 0; row < rowCount(); ++row) {
        QString line = m_norms[static_cast<std::size_t>(row)].module;
        for (int layer = 0; layer < m_layers; ++layer) {
            line += u'\t' + QString::fromStdString(fileNumber(value(row, layer)));
        }
        lines << line;
    }
    return lines.join(QLatin1Char('\n'));
}

int DeltaNormsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_norms.size());
}

int DeltaNormsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_layers;
}

QVariant DeltaNormsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const double ratio = value(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return std::isnan(ratio) ? QString() : curveNumber(ratio * kPerCent);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return std::isnan(ratio)
            ? tr("not changed")
            : tr("%1 S L%2: RMS of the change is %3 % of that of the weight")
                  .arg(shortModuleName(m_norms[static_cast<std::size_t>(index.row())].module))
                  .arg(index.column())
                  .arg(curveNumber(ratio * kPerCent));
    case ShareRole:
        return std::isnan(ratio) || m_largest <= 0.0 ? 0.0 : ratio / m_largest;
    default:
        return {};
    }
}

QVariant DeltaNormsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole) {
        return QAbstractTableModel::headerData(section, orientation, role);
    }
    return orientation == Qt::Horizontal
        ? QStringLiteral("L%1").arg(section)
        : shortModuleName(m_norms[static_cast<std::size_t>(section)].module);
}

} // namespace neurograft
