// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/evaluate_view.h"

#include "widgets/frame/empty_page.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluation_archive.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/evaluation_item_filter.h"
#include "widgets/models/evaluation_table_model.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/evaluation_groups_panel.h"
#include "widgets/panels/evaluation_items_panel.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kEvaluateViewMostRows = 6; ///< of the score table; more are scrolled to

} // namespace

EvaluateView::EvaluateView(EvaluateSession* session, const EvaluateBar::Actions& actions,
                           const EvaluationAnswersPanel::Actions& itemActions,
                           EvaluationBoardPanel* board, QWidget* parent)
    : QWidget(parent), m_session(session), m_scores(new EvaluationTableModel(session, this)),
      m_items(new EvaluationItemModel(this)), m_filter(new EvaluationItemFilter(m_items, this)),
      m_bar(new EvaluateBar(session, actions, this)), m_stack(new QStackedWidget(this)),
      m_pages(new QTabWidget(m_stack)), m_groups(new EvaluationGroupsPanel(m_pages)), m_board(board)
{
    setObjectName(QStringLiteral("evaluateView"));
    m_stack->addWidget(new EmptyPage(
        QStringLiteral("evaluateEmpty"), tr("Did it help, on which items, beyond noise?"),
        tr("Scores before and after, item by item."), actions.chooseTasks, {}, m_stack));
    m_stack->addWidget(m_pages);
    m_pages->setObjectName(QStringLiteral("evaluatePages"));
    m_pages->setDocumentMode(true);
    auto* page = new QWidget(m_pages);
    auto* pageLayout = new QVBoxLayout(page);
    const int edge = fontMetrics().averageCharWidth();
    pageLayout->setContentsMargins(edge, edge / 2, edge, edge / 2);
    pageLayout->addWidget(makeScores());
    pageLayout->addWidget(makeItems(itemActions), 1);
    m_pages->addTab(page, tr("Before and after"));
    m_pages->addTab(m_groups, tr("By group"));
    m_pages->setTabToolTip(1, tr("The task chosen, by subject and category, each with its test"));
    m_pages->addTab(m_board, tr("All runs"));
    m_pages->setTabToolTip(2, tr("Every evaluation of the study: models and methods by tasks"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    connect(session, &EvaluateSession::rowsChanged, this, [this] {
        showState();
        showCurrent(); // the table was made anew
    });
    connect(session, &EvaluateSession::stateChanged, this, &EvaluateView::showState);
    connect(session->archive(), &EvaluationArchive::changed, this, &EvaluateView::showState);
    connect(session, &EvaluateSession::currentChanged, this, &EvaluateView::showCurrent);
    connect(m_groups, &EvaluationGroupsPanel::itemsWanted, this, [this](const QString& word) {
        m_itemsPanel->setFlips({});
        m_itemsPanel->setWords(word);
        m_pages->setCurrentIndex(0);
    });
    connect(m_pages, &QTabWidget::currentChanged, this,
            [this] { Q_EMIT boardShown(isBoardShown()); });
    showState();
    showCurrent();
}

QWidget* EvaluateView::makeScores()
{
    auto* place = new QWidget(this);
    m_table = new QTableView(place);
    m_table->setObjectName(QStringLiteral("evalTable"));
    m_table->setAccessibleName(tr("Scores before and after"));
    m_table->setModel(m_scores);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int letter = fontMetrics().averageCharWidth();
    const std::pair<int, int> widths[] = {
        {EvaluationTableModel::Task, 16},    {EvaluationTableModel::Questions, 8},
        {EvaluationTableModel::Teacher, 14}, {EvaluationTableModel::Before, 14},
        {EvaluationTableModel::After, 14},   {EvaluationTableModel::Difference, 9},
        {EvaluationTableModel::Gained, 8},   {EvaluationTableModel::Lost, 8},
        {EvaluationTableModel::Range, 18}};
    for (const auto& [column, letters] : widths) {
        m_table->setColumnWidth(column, letters * letter);
    }
    m_finding = new QLabel(place);
    m_finding->setObjectName(QStringLiteral("evalFinding"));
    m_finding->setWordWrap(true);
    m_finding->setTextFormat(Qt::PlainText);
    m_finding->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* layout = new QVBoxLayout(place);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    layout->addWidget(m_finding);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid()) {
                    m_session->setCurrent(current.row());
                }
            });
    return place;
}

QWidget* EvaluateView::makeItems(const EvaluationAnswersPanel::Actions& itemActions)
{
    auto* splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    m_itemsPanel = new EvaluationItemsPanel(m_filter, splitter);
    m_answers = new EvaluationAnswersPanel(itemActions, splitter);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    connect(m_itemsPanel, &EvaluationItemsPanel::itemChosen, this, [this](int row) {
        m_answers->setItem(*m_items, row);
        Q_EMIT chosenItemChanged();
    });
    return splitter;
}

int EvaluateView::chosenItem() const
{
    return m_itemsPanel->chosen();
}

const QSet<Flip>& EvaluateView::flips() const
{
    return m_filter->flips();
}

bool EvaluateView::isBoardShown() const
{
    return m_stack->currentWidget() == m_pages && m_pages->currentWidget() == m_board;
}

void EvaluateView::showBoard(bool isWanted)
{
    m_pages->setCurrentIndex(isWanted ? m_pages->indexOf(m_board) : 0);
}

NamedRuns EvaluateView::figureRuns() const
{
    if (isBoardShown()) {
        return m_board->model()->figureRuns();
    }
    NamedRuns named;
    for (const EvaluationSide side : kEvaluationSides) { // before first: it is compared with
        for (const EvaluationRow& row : m_session->rows()) {
            const EvaluationRun* run = row.run(side);
            if (run != nullptr && !run->isPartial) {
                named.runs.push_back(toPath(run->path));
                named.names << subjectTitle(run->study);
            }
        }
    }
    return named;
}

void EvaluateView::showState()
{
    const bool hasRuns = !m_session->rows().empty() || !m_session->archive()->runs().empty();
    m_stack->setCurrentIndex(hasRuns ? 1 : 0);
    showColumns();
}

void EvaluateView::showColumns()
{
    m_table->setColumnHidden(EvaluationTableModel::Teacher, !m_scores->hasTeacher());
    const bool hasPairs = m_scores->hasPairs();
    for (const int column : {EvaluationTableModel::After, EvaluationTableModel::Difference,
                             EvaluationTableModel::Gained, EvaluationTableModel::Lost,
                             EvaluationTableModel::Range, EvaluationTableModel::Finding}) {
        m_table->setColumnHidden(column, !hasPairs);
    }
    const int rows = std::clamp(m_scores->rowCount(), 1, kEvaluateViewMostRows);
    const int row = m_table->verticalHeader()->defaultSectionSize();
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() + rows * row
                            + 2 * m_table->frameWidth() + row / 4);
}

void EvaluateView::showCurrent()
{
    const EvaluationRow* row = m_session->currentRow();
    if (m_table->currentIndex().row() != m_session->current()) {
        m_table->setCurrentIndex(m_scores->index(m_session->current(), 0));
    }
    m_finding->setText(row == nullptr ? QString() : rowFinding(*row));
    m_finding->setToolTip(row == nullptr ? QString() : rowSentences(*row));
    m_finding->setVisible(!m_finding->text().isEmpty());
    m_items->setRow(row);
    m_groups->setRow(row);
    m_pages->setTabVisible(m_pages->indexOf(m_groups), !m_groups->isEmpty());
}

} // namespace neurograft
