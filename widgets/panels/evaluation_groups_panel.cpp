// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluation_groups_panel.h"

#include "widgets/models/evaluation_row.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

EvaluationGroupsPanel::EvaluationGroupsPanel(QWidget* parent)
    : QWidget(parent), m_model(new EvaluationGroupModel(this)),
      m_sorted(new QSortFilterProxyModel(this)), m_words(new QLineEdit(this)),
      m_table(new QTableView(this)), m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("groupsPanel"));
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(EvaluationGroupModel::SortRole);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_words->setObjectName(QStringLiteral("groupFilter"));
    m_words->setPlaceholderText(tr("filter: subject, level or finding"));
    m_words->setAccessibleName(tr("Filter of the groups"));
    m_words->setClearButtonEnabled(true);
    m_table->setObjectName(QStringLiteral("groupTable"));
    m_table->setAccessibleName(tr("Scores before and after by group"));
    m_table->setModel(m_sorted);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int letter = fontMetrics().averageCharWidth();
    const std::pair<int, int> widths[] = {
        {EvaluationGroupModel::Level, 18},    {EvaluationGroupModel::Group, 32},
        {EvaluationGroupModel::Questions, 8}, {EvaluationGroupModel::Before, 10},
        {EvaluationGroupModel::After, 10},    {EvaluationGroupModel::Difference, 9},
        {EvaluationGroupModel::Gained, 8},    {EvaluationGroupModel::Lost, 8},
        {EvaluationGroupModel::Range, 18}};
    for (const auto& [column, letters] : widths) {
        m_table->setColumnWidth(column, letters * letter);
    }
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as they come: categories first
    m_text->setObjectName(QStringLiteral("groupText"));
    m_text->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    const int edge = letter;
    layout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    layout->addWidget(m_words);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_text);
    connect(m_words, &QLineEdit::textChanged, m_sorted,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        const GroupComparison& group = m_model->group(m_sorted->mapToSource(index).row());
        if (group.level == "subject" || group.level == "group") { // items know these alone
            Q_EMIT itemsWanted(QString::fromStdString(group.name));
        }
    });
}

void EvaluationGroupsPanel::setRow(const EvaluationRow* row)
{
    m_model->setGroups(row == nullptr ? nullptr : row->groups);
    m_text->setText(
        row == nullptr ? QString()
                       : tr("%1 by group. Every group is tested on its own: of twenty without any "
                            "difference one differs by chance. Enter shows the items of a subject.")
                             .arg(row->task.title()));
}

} // namespace neurograft
