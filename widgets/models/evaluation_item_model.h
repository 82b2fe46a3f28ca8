// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/evaluation_row.h"

#include <QAbstractTableModel>

#include <array>
#include <memory>
#include <vector>

namespace neurograft {

/// What became of an answer between before and after.
enum class Flip {
    Gained, ///< ✗→✓
    Lost, ///< ✓→✗
    BothRight,
    BothWrong,
    Open, ///< a side is not answered or not scored
};
inline constexpr std::array kFlips{Flip::Gained, Flip::Lost, Flip::BothRight, Flip::BothWrong,
                                   Flip::Open};
/// "✗→✓", "✓→✗", "✓ ✓", "✗ ✗", "–".
QString flipText(Flip flip);
/// "✓", "✗", "–".
QString verdictMark(Verdict verdict);

/// One answer to a question on each side; null where there is none.
struct ItemPair {
    const EvaluationItem* before = nullptr;
    const EvaluationItem* after = nullptr;

    const EvaluationItem& any() const { return before != nullptr ? *before : *after; }
    Flip flip() const;
};

/// The questions of one task with both answers, a row per answer. The column of questions leaves
/// out what all prompts begin and end with. Virtual: nothing is made of a row before it is shown.
/// GUI thread only.
class EvaluationItemModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Group, Question, Gold, Before, After, Change, ColumnCount };
    enum Roles {
        FlipRole = Qt::UserRole, ///< int of Flip
        SortRole, ///< a number or text that orders the column
        SearchRole, ///< text a filter looks in
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Shows the items of a row; null shows none. The teacher's answers stand in for a side that
    /// was not asked when there are no others.
    void setRow(const EvaluationRow* row);
    const ItemPair& pair(int row) const { return m_pairs[static_cast<std::size_t>(row)]; }
    /// How many items have a flip.
    int count(Flip flip) const;
    bool isCode() const { return m_isCode; }
    bool hasGroups() const { return m_hasGroups; }
    /// The question of a row without what all have in common.
    QString question(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// Other items, or more answers to the same.
    void itemsChanged();

private:
    QString cellText(int row, int column) const;
    void findCommonParts();

    std::array<std::shared_ptr<const EvaluationRun>, 2> m_runs; ///< keep the items of m_pairs
    std::vector<ItemPair> m_pairs;
    std::vector<std::pair<std::size_t, std::size_t>> m_common; ///< of each prompt: start and end
    std::array<int, kFlips.size()> m_counts{};
    QString m_itemsSha256;
    bool m_isCode = false;
    bool m_hasGroups = false;
};

} // namespace neurograft
