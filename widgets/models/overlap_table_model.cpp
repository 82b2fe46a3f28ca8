// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/overlap_table_model.h"

#include "widgets/plots/color_map.h"
#include "widgets/plots/number_text.h"

#include <QBrush>
#include <QStringList>

#include <cmath>

namespace neurograft {

namespace {

QString cellText(double jaccard)
{
    return std::isnan(jaccard) ? QString() : numberText(jaccard, 2);
}

/// Black or white, whichever can be read on @p ground (relative luminance of WCAG 2).
QColor inkOn(const QColor& ground)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear(ground.redF()) + 0.7152 * linear(ground.greenF())
        + 0.0722 * linear(ground.blueF());
    return luminance > 0.179 ? QColor(Qt::black) : QColor(Qt::white);
}

} // namespace

void OverlapTableModel::setMatrix(const OverlapMatrix& matrix)
{
    beginResetModel();
    m_matrix = matrix;
    endResetModel();
}

QString OverlapTableModel::toTsv() const
{
    QStringList lines{QLatin1Char('\t') + m_matrix.names.join(u'\t')};
    for (int row = 0; row < rowCount(); ++row) {
        QStringList cells{m_matrix.names[row]};
        for (int column = 0; column < columnCount(); ++column) {
            cells << QString::fromStdString(fileNumber(m_matrix.at(row, column).jaccard));
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

int OverlapTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_matrix.names.size());
}

int OverlapTableModel::columnCount(const QModelIndex& parent) const
{
    return rowCount(parent);
}

QVariant OverlapTableModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const double jaccard = m_matrix.at(index.row(), index.column()).jaccard;
    const QColor ground =
        QColor::fromRgb(ColorMap::of(ColorMapId::Viridis).color(jaccard, {0.0, 1.0}));
    switch (role) {
    case Qt::DisplayRole:
        return cellText(jaccard);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return overlapText(m_matrix, index.row(), index.column());
    case Qt::BackgroundRole:
        return QBrush(ground);
    case Qt::ForegroundRole:
        return QBrush(inkOn(ground));
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignCenter);
    default:
        return {};
    }
}

QVariant OverlapTableModel::headerData(int section, Qt::Orientation, int role) const
{
    return role == Qt::DisplayRole || role == Qt::ToolTipRole ? QVariant(m_matrix.names[section])
                                                              : QVariant();
}

} // namespace neurograft
