// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/token_score_table.h"

#include "widgets/models/token_score_table_model.h"

#include <QHeaderView>

#include <algorithm>
#include <vector>

namespace neurograft {

TokenScoreTable::TokenScoreTable(const QString& name, const QString& title, int rows,
                                 QWidget* parent)
    : CopyTable(parent), m_tokens(new TokenScoreTableModel(this))
{
    setObjectName(name);
    setAccessibleName(title);
    setModel(m_tokens);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    const int line = fontMetrics().height() * 4 / 3;
    verticalHeader()->setDefaultSectionSize(line);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setTextElideMode(Qt::ElideRight);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    setFixedHeight(horizontalHeader()->sizeHint().height() + line * rows + 2 * frameWidth());
    setMinimumWidth(fontMetrics().averageCharWidth() * 14);
}

QString TokenScoreTable::chosenText() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) {
        rows.push_back(index.row());
    }
    std::sort(rows.begin(), rows.end());
    return m_tokens->tsv(rows);
}

} // namespace neurograft
