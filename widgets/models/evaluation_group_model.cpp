// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_group_model.h"

#include "widgets/models/evaluation_row.h"
#include "widgets/plots/number_text.h"

namespace neurograft {

namespace {

QString levelTitle(const std::string& level)
{
    return level == "category"   ? EvaluationGroupModel::tr("category")
        : level == "subcategory" ? EvaluationGroupModel::tr("sub-category")
        : level == "subject"     ? EvaluationGroupModel::tr("subject")
                                 : EvaluationGroupModel::tr("group");
}

QString groupTitle(const std::string& name)
{
    return QString::fromStdString(name).replace(u'_', u' ');
}

} // namespace

void EvaluationGroupModel::setGroups(std::shared_ptr<const std::vector<GroupComparison>> groups)
{
    if (groups == m_source) {
        return; // more of the row is known, not of this
    }
    beginResetModel();
    m_source = groups;
    m_groups.clear();
    if (groups) {
        for (const GroupComparison& group : *groups) {
            if (group.paired.n > 0) {
                m_groups.push_back(group);
            }
        }
    }
    endResetModel();
}

int EvaluationGroupModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_groups.size());
}

int EvaluationGroupModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString EvaluationGroupModel::cellText(const GroupComparison& group, int column) const
{
    const PairedComparison& paired = group.paired;
    switch (column) {
    case Level:
        return levelTitle(group.level);
    case Group:
        return groupTitle(group.name);
    case Questions:
        return countText(paired.n);
    case Before:
        return tr("%1 %").arg(percentText(paired.scoreA));
    case After:
        return tr("%1 %").arg(percentText(paired.scoreB));
    case Difference:
        return pointsText(paired.difference);
    case Gained:
        return countText(paired.better);
    case Lost:
        return countText(paired.worse);
    case Range:
        return tr("%1 … %2").arg(pointsText(paired.interval.low), pointsText(paired.interval.high));
    case Finding:
        return verdictText(paired);
    default:
        return {};
    }
}

QVariant EvaluationGroupModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const GroupComparison& chosen = group(index.row());
    const PairedComparison& paired = chosen.paired;
    switch (role) {
    case Qt::DisplayRole:
        return cellText(chosen, index.column());
    case Qt::ToolTipRole:
        return tr("%1: %2").arg(groupTitle(chosen.name), findingText(paired));
    case SortRole:
        switch (index.column()) {
        case Questions:
            return static_cast<qint64>(paired.n);
        case Before:
            return paired.scoreA;
        case After:
            return paired.scoreB;
        case Difference:
            return paired.difference;
        case Gained:
            return static_cast<qint64>(paired.better);
        case Lost:
            return static_cast<qint64>(paired.worse);
        case Range:
            return paired.interval.low;
        case Finding:
            return paired.p;
        default:
            return cellText(chosen, index.column());
        }
    case Qt::TextAlignmentRole:
        return index.column() < Questions || index.column() == Finding
            ? QVariant()
            : QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant EvaluationGroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    const QString titles[ColumnCount] = {tr("Level"), tr("Group"),     tr("n"),   tr("Before"),
                                         tr("After"), tr("Points"),    tr("✗→✓"), tr("✓→✗"),
                                         tr("95 %"),  tr("Difference")};
    if (role == Qt::DisplayRole) {
        return titles[section];
    }
    return role == Qt::ToolTipRole && section == Finding
        ? QVariant(tr("Every group is tested on its own (McNemar, p < 0.05): of twenty groups "
                      "without any difference one differs by chance"))
        : QVariant();
}

} // namespace neurograft
