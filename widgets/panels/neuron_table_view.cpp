// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/neuron_table_view.h"

#include "widgets/models/neuron_table_model.h"
#include "widgets/models/neuron_text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>

#include <algorithm>

namespace neurograft {

NeuronTableView::NeuronTableView(NeuronTableModel* neurons, QWidget* parent)
    : CopyTable(parent), m_neurons(neurons)
{
    setObjectName(QStringLiteral("neuronTable"));
    setAccessibleName(tr("Neurons"));
    setAccessibleDescription(tr("Scores and ranks of the neurons; the row chosen is framed in its "
                                "map."));
    setModel(neurons);
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
    // Widths come from words, not from rows: a million of them is not looked through.
    const std::pair<int, QString> widths[] = {
        {NeuronTableModel::Model, tr("Model")},
        {NeuronTableModel::Layer, tr("Layer")},
        {NeuronTableModel::Module, QStringLiteral("down_proj")},
        {NeuronTableModel::Index, QStringLiteral("000000")},
        {NeuronTableModel::Score, QStringLiteral("−0.0e−00")},
        {NeuronTableModel::Rank, QStringLiteral("0 000 000")},
        {NeuronTableModel::Tokens, QStringLiteral("________________________")}};
    const int spare = fontMetrics().height() * 2; // for margins and the mark of the order
    for (const auto& [column, word] : widths) {
        setColumnWidth(column, fontMetrics().horizontalAdvance(word) + spare);
    }
    header->setStretchLastSection(true);
    sortByColumn(NeuronTableModel::Score, Qt::DescendingOrder);
    setSortingEnabled(true);
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT neuronActivated(m_neurons->rowAt(index.row()));
    });
}

std::vector<int> NeuronTableView::chosenRows() const
{
    // By ranges: Ctrl+A over a million rows is one of them.
    std::vector<int> tableRows;
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            tableRows.push_back(row);
        }
    }
    std::sort(tableRows.begin(), tableRows.end());
    tableRows.erase(std::unique(tableRows.begin(), tableRows.end()), tableRows.end());
    std::transform(tableRows.begin(), tableRows.end(), tableRows.begin(),
                   [this](int row) { return m_neurons->rowAt(row); });
    return tableRows;
}

std::vector<int> NeuronTableView::rowsInView() const
{
    std::vector<int> rows;
    const int count = m_neurons->rowCount();
    const int first = rowAt(0);
    if (!isVisible() || first < 0) {
        return rows;
    }
    const int last = rowAt(viewport()->height() - 1);
    for (int row = first; row < count && (last < 0 || row <= last); ++row) {
        rows.push_back(m_neurons->rowAt(row));
    }
    return rows;
}

QString NeuronTableView::chosenText() const
{
    return m_neurons->rows() ? neuronsTsv(*m_neurons->rows(), chosenRows(), m_neurons->notes())
                             : QString();
}

void NeuronTableView::fillMenu(QMenu* menu) const
{
    const bool hasRows = selectionModel()->hasSelection();
    QAction* rows = menu->addAction(tr("Copy rows"), menu,
                                    [this] { QApplication::clipboard()->setText(chosenText()); });
    rows->setShortcut(QKeySequence::Copy);
    rows->setEnabled(hasRows);
    QAction* names = menu->addAction(tr("Copy go-to strings"), menu, [this] {
        QStringList texts;
        for (const int row : chosenRows()) {
            texts << goToText(m_neurons->rows()->item(row));
        }
        QApplication::clipboard()->setText(texts.join(u'\n'));
    });
    names->setEnabled(hasRows);
    QAction* all = menu->addAction(tr("Select all"));
    connect(all, &QAction::triggered, this, &QTableView::selectAll);
    all->setShortcut(QKeySequence::SelectAll);
    all->setEnabled(m_neurons->rowCount() > 0);
}

void NeuronTableView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    fillMenu(&menu);
    menu.exec(event->globalPos());
}

void NeuronTableView::goTo(int tableRow)
{
    const QModelIndex index = m_neurons->index(tableRow, NeuronTableModel::Model);
    m_isGoing = true;
    // Not selectRow(): what that does depends on the modifier keys that happen to be held.
    selectionModel()->setCurrentIndex(
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_isGoing = false;
    scrollTo(index);
}

void NeuronTableView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    CopyTable::currentChanged(current, previous);
    if (current.isValid() && current.row() != previous.row() && !m_isGoing) {
        Q_EMIT neuronChosen(m_neurons->rowAt(current.row()));
    }
}

} // namespace neurograft
