// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/preflight_table_model.h"

#include <QFont>

namespace neurograft {

PreflightTableModel::PreflightTableModel(QObject* parent) : QAbstractTableModel(parent) { }

void PreflightTableModel::setReport(std::shared_ptr<const PreflightReport> report)
{
    beginResetModel();
    m_report = std::move(report);
    m_rows.clear();
    if (m_report) {
        const std::pair<Weight, const std::vector<PairDifference>*> groups[] = {
            {Weight::Blocking, &m_report->blocking},
            {Weight::Warning, &m_report->warnings},
            {Weight::Equal, &m_report->equal}};
        for (const auto& [weight, differences] : groups) {
            for (const PairDifference& difference : *differences) {
                m_rows.push_back({weight, &difference});
            }
        }
    }
    endResetModel();
}

int PreflightTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PreflightTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PreflightTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto& [weight, difference] = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::FontRole && weight == Weight::Blocking) {
        QFont font;
        font.setBold(true);
        return font;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Item: {
        // The sign carries the weight as well as the order and the font do.
        const QString sign = weight == Weight::Blocking ? QStringLiteral("✕ ")
            : weight == Weight::Warning                 ? QStringLiteral("! ")
                                                        : QStringLiteral("= ");
        return QString(sign + QString::fromStdString(difference->item));
    }
    case Teacher:
        return QString::fromStdString(difference->teacher);
    case Student:
        return QString::fromStdString(difference->student);
    case Effect:
        return QString::fromStdString(difference->effect);
    default:
        return {};
    }
}

QVariant PreflightTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Item:
        return tr("Item");
    case Teacher:
        return tr("Teacher");
    case Student:
        return tr("Student");
    case Effect:
        return tr("Effect");
    default:
        return {};
    }
}

} // namespace neurograft
