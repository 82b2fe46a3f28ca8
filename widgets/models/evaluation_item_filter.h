// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_item_model.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace neurograft {

/// The items of a task that are looked at: by what became of the answer, and by words.
class EvaluationItemFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    /// @param items outlives this object
    explicit EvaluationItemFilter(EvaluationItemModel* items, QObject* parent = nullptr);

    /// Only items with one of these; empty: all.
    void setFlips(const QSet<Flip>& flips);
    const QSet<Flip>& flips() const { return m_flips; }
    /// Only items that hold every word, whatever its case; empty: all.
    void setWords(const QString& words);
    EvaluationItemModel* items() const { return m_items; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    EvaluationItemModel* m_items;
    QSet<Flip> m_flips;
    QStringList m_words;
};

} // namespace neurograft
