// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluation_items_panel.h"

#include "widgets/plots/number_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

/// What can be looked at: the flips of each entry of the list, none = all.
const std::array<QSet<Flip>, 7>& choices()
{
    static const std::array<QSet<Flip>, 7> sets{{{},
                                                 {Flip::Gained},
                                                 {Flip::Lost},
                                                 {Flip::Gained, Flip::Lost},
                                                 {Flip::BothRight},
                                                 {Flip::BothWrong},
                                                 {Flip::Open}}};
    return sets;
}

QString choiceTitle(const QSet<Flip>& flips)
{
    if (flips.isEmpty()) {
        return EvaluationItemsPanel::tr("all items");
    }
    if (flips.size() > 1) {
        return EvaluationItemsPanel::tr("all flips");
    }
    switch (*flips.begin()) {
    case Flip::BothRight:
        return EvaluationItemsPanel::tr("✓ before and after");
    case Flip::BothWrong:
        return EvaluationItemsPanel::tr("✗ before and after");
    case Flip::Open:
        return EvaluationItemsPanel::tr("not compared");
    case Flip::Gained:
    case Flip::Lost:
        break;
    }
    return flipText(*flips.begin());
}

} // namespace

EvaluationItemTable::EvaluationItemTable(EvaluationItemFilter* filter, QWidget* parent)
    : CopyTable(parent), m_filter(filter)
{
    setObjectName(QStringLiteral("itemTable"));
    setAccessibleName(tr("Items"));
    setAccessibleDescription(tr("Each question with the answers before and after."));
    setModel(filter);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    const int letter = fontMetrics().averageCharWidth();
    const std::pair<int, int> widths[] = {
        {EvaluationItemModel::Number, 8},    {EvaluationItemModel::Group, 14},
        {EvaluationItemModel::Question, 26}, {EvaluationItemModel::Gold, 10},
        {EvaluationItemModel::Before, 12},   {EvaluationItemModel::After, 12},
        {EvaluationItemModel::Change, 10}};
    for (const auto& [column, letters] : widths) {
        setColumnWidth(column, letters * letter);
    }
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(letter * 6);
    sortByColumn(EvaluationItemModel::Number, Qt::AscendingOrder);
    setSortingEnabled(true);
}

QString EvaluationItemTable::chosenText() const
{
    QStringList lines;
    QStringList heading;
    for (int column = 0; column < m_filter->columnCount(); ++column) {
        heading << m_filter->headerData(column, Qt::Horizontal).toString();
    }
    lines << heading.join(u'\t');
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < m_filter->columnCount(); ++column) {
            cells << row.siblingAtColumn(column).data().toString();
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

void EvaluationItemTable::showColumns()
{
    setColumnHidden(EvaluationItemModel::Group, !m_filter->items()->hasGroups());
}

EvaluationItemsPanel::EvaluationItemsPanel(EvaluationItemFilter* filter, QWidget* parent)
    : QWidget(parent), m_filter(filter), m_flips(new QComboBox(this)), m_words(new QLineEdit(this)),
      m_count(new QLabel(this)), m_table(new EvaluationItemTable(filter, this))
{
    setObjectName(QStringLiteral("itemsPanel"));
    m_flips->setObjectName(QStringLiteral("flipFilter"));
    m_flips->setAccessibleName(tr("What became of the answers"));
    m_flips->setToolTip(tr("Which items are shown, by what became of their answers"));
    m_flips->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const QSet<Flip>& flips : choices()) {
        m_flips->addItem(choiceTitle(flips));
    }
    m_words->setObjectName(QStringLiteral("itemFilter"));
    m_words->setPlaceholderText(tr("filter: words of question, gold or answers"));
    m_words->setAccessibleName(tr("Filter of the items"));
    m_words->setClearButtonEnabled(true);
    m_count->setObjectName(QStringLiteral("itemCount"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_flips);
    line->addWidget(m_words, 1);
    line->addWidget(m_count);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(line);
    layout->addWidget(m_table, 1);
    connect(m_flips, &QComboBox::activated, this,
            [this](int index) { setFlips(choices()[static_cast<std::size_t>(index)]); });
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_filter->setWords(words);
        showCounts();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &EvaluationItemsPanel::choose);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT itemActivated(m_filter->mapToSource(index).row());
    });
    connect(filter->items(), &EvaluationItemModel::itemsChanged, this, [this] {
        m_table->showColumns();
        showCounts();
        choose(m_table->currentIndex());
    });
    m_table->showColumns();
    showCounts();
}

void EvaluationItemsPanel::focusFilter()
{
    m_words->setFocus(Qt::ShortcutFocusReason);
    m_words->selectAll();
}

void EvaluationItemsPanel::setWords(const QString& words)
{
    m_words->setText(words);
}

int EvaluationItemsPanel::chosen() const
{
    return m_filter->mapToSource(m_table->currentIndex()).row();
}

void EvaluationItemsPanel::choose(const QModelIndex& current)
{
    Q_EMIT itemChosen(m_filter->mapToSource(current).row());
}

void EvaluationItemsPanel::setFlips(const QSet<Flip>& flips)
{
    m_filter->setFlips(flips);
    const auto& sets = choices();
    const auto place = std::find(sets.begin(), sets.end(), flips);
    m_flips->setCurrentIndex(static_cast<int>(place - sets.begin()));
    showCounts();
    Q_EMIT flipsChanged();
}

void EvaluationItemsPanel::showCounts()
{
    const EvaluationItemModel* items = m_filter->items();
    for (std::size_t i = 0; i < choices().size(); ++i) {
        const QSet<Flip>& flips = choices()[i];
        int count = flips.isEmpty() ? items->rowCount() : 0;
        for (const Flip flip : flips) {
            count += items->count(flip);
        }
        m_flips->setItemText(static_cast<int>(i),
                             tr("%1 (%2)").arg(choiceTitle(flips), countText(count)));
    }
    const int shown = m_filter->rowCount();
    m_count->setText(shown == items->rowCount() ? QString()
                         : shown == 0
                         ? tr("No row matches.")
                         : tr("%1 of %2").arg(countText(shown), countText(items->rowCount())));
}

} // namespace neurograft
