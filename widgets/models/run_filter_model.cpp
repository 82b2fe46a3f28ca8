// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_filter_model.h"

#include "widgets/models/run_list_model.h"

#include <algorithm>

namespace neurograft {

RunFilterModel::RunFilterModel(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(RunListModel::SortRole);
    setDynamicSortFilter(true);
}

void RunFilterModel::setWords(const QString& text)
{
    m_words = text.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void RunFilterModel::setShowsHidden(bool showsHidden)
{
    m_showsHidden = showsHidden;
    invalidateFilter();
}

bool RunFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QAbstractItemModel* runs = sourceModel();
    if (!m_showsHidden && runs->index(row, 0, parent).data(RunListModel::HiddenRole).toBool()) {
        return false;
    }
    if (m_words.isEmpty()) {
        return true;
    }
    QStringList texts;
    for (int column = 0; column < runs->columnCount(parent); ++column) {
        texts << runs->index(row, column, parent).data().toString();
    }
    const QString line = texts.join(QLatin1Char('\n'));
    return std::all_of(m_words.begin(), m_words.end(), [&line](const QString& word) {
        return line.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace neurograft
