// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/example_table_view.h"

#include "widgets/models/example_table_model.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>

namespace neurograft {

ExampleTableView::ExampleTableView(ExampleTableModel* examples, QWidget* parent)
    : CopyTable(parent), m_examples(examples)
{
    setObjectName(QStringLiteral("exampleTable"));
    setAccessibleName(tr("Examples"));
    setAccessibleDescription(tr("Rows of the data; the row chosen is shown as tokens beside."));
    setModel(examples);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);
    // Widths come from words, not from rows: a long file is not looked through for them.
    const std::pair<int, QString> widths[] = {
        {ExampleTableModel::Row, QStringLiteral("00 000")},
        {ExampleTableModel::Star, QStringLiteral("★")},
        {ExampleTableModel::Tokens, tr("Tokens")},
        {ExampleTableModel::LossTokens, QStringLiteral("00 000")},
        {ExampleTableModel::Truncated, tr("Truncated")}};
    const int spare = fontMetrics().height() * 2; // for margins and the mark of the order
    for (const auto& [column, word] : widths) {
        setColumnWidth(column, fontMetrics().horizontalAdvance(word) + spare);
    }
    header->setSectionResizeMode(ExampleTableModel::Prompt, QHeaderView::Stretch);
    sortByColumn(ExampleTableModel::Row, Qt::AscendingOrder);
    setSortingEnabled(true);
    connect(this, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == ExampleTableModel::Star) {
            m_examples->toggleStar(index.row());
        }
    });
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex& index) {
        if (index.column() != ExampleTableModel::Star) {
            Q_EMIT editWanted(m_examples->dataRow(index.row()));
        }
    });
}

QModelIndexList ExampleTableView::chosenIndexes() const
{
    QModelIndexList chosen = selectionModel()->selectedRows();
    std::sort(chosen.begin(), chosen.end());
    return chosen;
}

std::vector<int> ExampleTableView::chosenRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : chosenIndexes()) {
        rows.push_back(m_examples->dataRow(index.row()));
    }
    return rows;
}

QString ExampleTableView::chosenText() const
{
    QString text;
    for (const QModelIndex& index : chosenIndexes()) {
        QStringList cells;
        for (const int column : {ExampleTableModel::Row, ExampleTableModel::Prompt,
                                 ExampleTableModel::Tokens, ExampleTableModel::LossTokens}) {
            cells << index.siblingAtColumn(column).data().toString();
        }
        text += cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return text;
}

void ExampleTableView::markOnly(int tableRow)
{
    // Not selectRow(): what that does depends on the modifier keys that happen to be held.
    selectionModel()->setCurrentIndex(m_examples->index(tableRow, ExampleTableModel::Row),
                                      QItemSelectionModel::ClearAndSelect
                                          | QItemSelectionModel::Rows);
}

void ExampleTableView::goTo(int tableRow)
{
    if (currentIndex().row() != tableRow || !selectionModel()->isRowSelected(tableRow)) {
        markOnly(tableRow);
    }
    scrollTo(m_examples->index(tableRow, ExampleTableModel::Row));
}

void ExampleTableView::keyPressEvent(QKeyEvent* event)
{
    if (event->text() == QLatin1String("*") && currentIndex().isValid()) {
        m_examples->toggleStar(currentIndex().row());
        return;
    }
    const int row = currentIndex().isValid() ? m_examples->dataRow(currentIndex().row()) : -1;
    if (event->key() == Qt::Key_E && event->modifiers() == Qt::NoModifier && row >= 0) {
        Q_EMIT editWanted(row);
        return;
    }
    if (event->key() == Qt::Key_Delete && m_examples->copyOf(row) >= 0) {
        Q_EMIT removeWanted(row);
        return;
    }
    CopyTable::keyPressEvent(event);
}

} // namespace neurograft
