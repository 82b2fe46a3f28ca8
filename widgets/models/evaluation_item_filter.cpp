// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_item_filter.h"

#include <algorithm>

namespace neurograft {

EvaluationItemFilter::EvaluationItemFilter(EvaluationItemModel* items, QObject* parent)
    : QSortFilterProxyModel(parent), m_items(items)
{
    setSourceModel(items);
    setSortRole(EvaluationItemModel::SortRole);
    setDynamicSortFilter(true);
}

void EvaluationItemFilter::setFlips(const QSet<Flip>& flips)
{
    if (m_flips != flips) {
        m_flips = flips;
        invalidateFilter();
    }
}

void EvaluationItemFilter::setWords(const QString& words)
{
    const QStringList next = words.simplified().split(u' ', Qt::SkipEmptyParts);
    if (m_words != next) {
        m_words = next;
        invalidateFilter();
    }
}

bool EvaluationItemFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (!m_flips.isEmpty() && !m_flips.contains(m_items->pair(row).flip())) {
        return false;
    }
    if (m_words.isEmpty()) {
        return true;
    }
    const QString text =
        m_items->index(row, 0, parent).data(EvaluationItemModel::SearchRole).toString();
    return std::all_of(m_words.begin(), m_words.end(), [&text](const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace neurograft
