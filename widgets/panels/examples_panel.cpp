// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/examples_panel.h"

#include "widgets/dialogs/name_dialog.h"
#include "widgets/dialogs/slices_dialog.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/example_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/example_table_view.h"
#include "widgets/panels/lengths_panel.h"
#include "widgets/panels/token_preview.h"
#include "widgets/panels/token_strip.h"
#include "widgets/plots/number_text.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

QLabel* makeSentence(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setAlignment(Qt::AlignCenter);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setWordWrap(true);
    return label;
}

} // namespace

ExamplesPanel::ExamplesPanel(ExampleSet* examples, ExampleTableModel* model, ExampleSlices* slices,
                             SelectionModel* selection, QuickLane* lane, QWidget* parent)
    : QWidget(parent), m_examples(examples), m_model(model), m_slices(slices),
      m_selection(selection), m_lane(lane), m_pages(new QStackedWidget(this))
{
    m_pages->addWidget(makeEmptyPage());
    m_pages->addWidget(makeContent());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connectModels();
    showSlices();
    showState();
}

QSize ExamplesPanel::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 12};
}

QWidget* ExamplesPanel::makeEmptyPage()
{
    auto* page = new QWidget(m_pages);
    auto* text = makeSentence(tr("No data yet: JSONL with messages, or a typed prompt."), page);
    text->setObjectName(QStringLiteral("examplesPanel.emptyText"));
    auto* open = new QPushButton(tr("Open data…"), page);
    open->setObjectName(QStringLiteral("examplesPanel.openData"));
    auto* prompt = new QPushButton(tr("New prompt…"), page);
    prompt->setObjectName(QStringLiteral("examplesPanel.newPrompt"));
    connect(open, &QPushButton::clicked, this, &ExamplesPanel::dataWanted);
    connect(prompt, &QPushButton::clicked, this, &ExamplesPanel::promptWanted);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(open);
    buttons->addWidget(prompt);
    buttons->addStretch(1);
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(text);
    layout->addLayout(buttons);
    layout->addStretch(1);
    return page;
}

QWidget* ExamplesPanel::makeContent()
{
    auto* page = new QWidget(m_pages);
    auto* split = new QSplitter(Qt::Horizontal, page);
    split->setChildrenCollapsible(false);
    QWidget* tools = makeTools();
    split->addWidget(makeList());
    split->addWidget(makePreview());
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* layout = new QVBoxLayout(page);
    const int edge = fontMetrics().averageCharWidth();
    layout->setContentsMargins(edge, 0, edge, edge / 2);
    layout->addWidget(tools);
    layout->addWidget(split, 1);
    return page;
}

QWidget* ExamplesPanel::makeTools()
{
    auto* tools = new QWidget(m_pages);
    m_filter = new QLineEdit(tools);
    m_filter->setObjectName(QStringLiteral("exampleFilter"));
    m_filter->setPlaceholderText(tr("text in prompt or response"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    auto* filterLabel = new QLabel(tr("&Filter"), tools);
    filterLabel->setBuddy(m_filter);
    m_slice = new QComboBox(tools);
    m_slice->setObjectName(QStringLiteral("sliceCombo"));
    m_slice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_slice->setToolTip(tr("Named parts of the data"));
    auto* sliceLabel = new QLabel(tr("S&lice"), tools);
    sliceLabel->setBuddy(m_slice);
    m_count = new QLabel(tools);
    m_count->setObjectName(QStringLiteral("exampleCount"));
    m_lengthsToggle = new QToolButton(tools);
    m_lengthsToggle->setObjectName(QStringLiteral("lengthsToggle"));
    m_lengthsToggle->setText(tr("Lengths"));
    m_lengthsToggle->setToolTip(tr("Lengths of all rows and what a cut-off truncates"));
    m_lengthsToggle->setCheckable(true);
    m_lengthsToggle->setFocusPolicy(Qt::StrongFocus);
    auto* line = new QHBoxLayout(tools);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(filterLabel);
    line->addWidget(m_filter, 1);
    line->addWidget(sliceLabel);
    line->addWidget(m_slice);
    line->addWidget(m_count);
    line->addWidget(m_lengthsToggle);
    connect(m_filter, &QLineEdit::textEdited, m_model, &ExampleTableModel::setFilter);
    connect(m_slice, &QComboBox::activated, this,
            [this](int index) { m_model->setSlice(m_slice->itemData(index).toString()); });
    connect(m_lengthsToggle, &QToolButton::toggled, this, &ExamplesPanel::showLengths);
    return tools;
}

QWidget* ExamplesPanel::makeList()
{
    m_list = new QStackedWidget(m_pages);
    m_list->setMinimumHeight(fontMetrics().height() * 7);
    m_table = new ExampleTableView(m_model, m_list);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto* nothing = new QWidget(m_list);
    auto* clear = new QPushButton(tr("Clear filter"), nothing);
    clear->setObjectName(QStringLiteral("exampleTable.clearFilter"));
    auto* layout = new QVBoxLayout(nothing);
    layout->addStretch(1);
    layout->addWidget(makeSentence(tr("No row matches."), nothing));
    layout->addWidget(clear, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    m_list->addWidget(m_table);
    m_list->addWidget(nothing);

    connect(clear, &QPushButton::clicked, this, [this] {
        m_model->setSlice(ExampleTableModel::allSlice());
        m_model->setFilter(QString());
        m_filter->setFocus();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ExamplesPanel::takeTableRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ExamplesPanel::takeTableRow);
    connect(m_table, &QTableView::customContextMenuRequested, this, &ExamplesPanel::showMenu);
    return m_list;
}

QWidget* ExamplesPanel::makePreview()
{
    m_right = new QStackedWidget(m_pages);
    m_preview = new TokenPreview(m_examples, m_lane, m_right);
    m_right->addWidget(m_preview);
    m_right->addWidget(new LengthsPanel(m_examples, m_right));
    return m_right;
}

void ExamplesPanel::connectModels()
{
    connect(m_examples, &ExampleSet::fileChanged, this, [this] {
        m_row = -1;
        showSlices();
        showState();
        followSelection();
        if (m_row < 0 && m_examples->rows() > 0) {
            look(0);
        }
    });
    connect(m_slices, &ExampleSlices::changed, this, &ExamplesPanel::showSlices);
    connect(m_model, &ExampleTableModel::viewChanged, this, [this] {
        if (m_filter->text() != m_model->filter()) {
            m_filter->setText(m_model->filter());
        }
        m_slice->setCurrentIndex(m_slice->findData(m_model->slice()));
    });
    connect(m_model, &ExampleTableModel::shownChanged, this, &ExamplesPanel::showCount);
    connect(m_selection, &SelectionModel::primaryChanged, this, &ExamplesPanel::followSelection);
}

void ExamplesPanel::setLinked(bool isLinked)
{
    m_isLinked = isLinked;
    followSelection();
}

void ExamplesPanel::showState()
{
    m_pages->setCurrentIndex(m_examples->file() ? 1 : 0);
    showCount();
    m_preview->setRow(m_row);
}

void ExamplesPanel::showCount()
{
    const int shown = m_model->rowCount();
    const int all = m_examples->rows();
    m_count->setText(shown == all ? tr("%1 rows").arg(countText(all))
                                  : tr("%1 of %2 rows").arg(countText(shown), countText(all)));
    m_list->setCurrentIndex(shown == 0 && all > 0 ? 1 : 0);
    // The list was made anew: the row looked at is marked in it again.
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    const int place = m_model->tableRow(m_row);
    if (place >= 0) {
        m_table->selectRow(place);
    }
}

void ExamplesPanel::showSlices()
{
    const QSignalBlocker blocker(m_slice);
    m_slice->clear();
    m_slice->addItem(tr("all"), ExampleTableModel::allSlice());
    m_slice->addItem(tr("★ starred"), ExampleTableModel::starredSlice());
    for (const QString& name : m_slices->slices(m_examples->name())) {
        m_slice->addItem(name, name);
    }
    m_slice->setCurrentIndex(m_slice->findData(m_model->slice()));
}

void ExamplesPanel::takeTableRow()
{
    if (m_isFollowing || !m_table->currentIndex().isValid()) {
        return;
    }
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    look(m_model->dataRow(m_table->currentIndex().row()));
    if (!m_isLinked) {
        return;
    }
    m_selection->select(RowItem{m_examples->name(), m_row + 1});
    const std::vector<int> chosen = m_table->chosenRows();
    if (chosen.size() > 1) {
        std::vector<SelectionItem> set;
        for (const int row : chosen) {
            set.push_back(RowItem{m_examples->name(), row + 1});
        }
        m_selection->setSet(std::move(set));
    }
}

void ExamplesPanel::followSelection()
{
    const auto* item = std::get_if<RowItem>(&m_selection->primary());
    if (m_isFollowing || !m_isLinked || item == nullptr || item->data != m_examples->name()
        || item->row < 1 || item->row > m_examples->rows()) {
        return; // other items leave the row as it is
    }
    look(item->row - 1);
}

void ExamplesPanel::look(int row)
{
    if (row == m_row) {
        return;
    }
    m_row = row;
    const QScopedValueRollback<bool> following(m_isFollowing, true);
    const int place = m_model->tableRow(row);
    if (place >= 0) {
        m_table->goTo(place);
    }
    m_preview->setRow(row);
    Q_EMIT rowShown();
}

QString ExamplesPanel::currentGoTo() const
{
    return m_row < 0 ? QString() : goToText(RowItem{m_examples->name(), m_row + 1});
}

QString ExamplesPanel::copiedRows() const
{
    return m_table->chosenText();
}

bool ExamplesPanel::hasTableFocus() const
{
    return m_table->hasFocus();
}

void ExamplesPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ExamplesPanel::setLossShown(bool isShown)
{
    m_preview->strip()->setLossShown(isShown);
}

bool ExamplesPanel::isLossShown() const
{
    return m_preview->strip()->isLossShown();
}

bool ExamplesPanel::areLengthsShown() const
{
    return m_right->currentIndex() == 1;
}

void ExamplesPanel::showLengths(bool isShown)
{
    if (areLengthsShown() == isShown) {
        return;
    }
    m_right->setCurrentIndex(isShown ? 1 : 0);
    m_lengthsToggle->setChecked(isShown);
    Q_EMIT lengthsShown(isShown);
}

void ExamplesPanel::newSliceFromFilter()
{
    auto* dialog = new NameDialog(QStringLiteral("newSliceDialog"), tr("New slice"),
                                  tr("&Name of these %1 rows").arg(m_model->rowCount()),
                                  m_model->filter(), m_slices->slices(m_examples->name()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, rows = m_model->shown()] {
        std::vector<int> ascending = rows;
        std::sort(ascending.begin(), ascending.end());
        m_slices->setSlice(m_examples->name(), dialog->name(), ascending);
    });
    dialog->open();
}

void ExamplesPanel::manageSlices()
{
    auto* dialog = new SlicesDialog(m_slices, m_examples->name(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ExamplesPanel::toggleStar()
{
    const int place = m_model->tableRow(m_row);
    if (place >= 0) {
        m_model->toggleStar(place);
    }
}

void ExamplesPanel::showMenu(const QPoint& position)
{
    if (m_row < 0) {
        return;
    }
    const auto copy = [](const QString& text) { QApplication::clipboard()->setText(text); };
    QMenu menu(this);
    menu.addAction(m_slices->isStarred(m_examples->name(), m_row) ? tr("Remove star") : tr("Star"),
                   this, &ExamplesPanel::toggleStar);
    menu.addSeparator();
    menu.addAction(tr("Copy rows"), this, [this, copy] { copy(copiedRows()); });
    menu.addAction(tr("Copy row as JSON"), this, [this, copy] {
        const std::string_view line = m_examples->file()->line(m_row);
        copy(QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size())).trimmed());
    });
    menu.addAction(tr("Copy go-to string"), this, [this, copy] { copy(currentGoTo()); });
    menu.addSeparator();
    menu.addAction(tr("New slice from filter…"), this, &ExamplesPanel::newSliceFromFilter);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

bool ExamplesPanel::eventFilter(QObject* watched, QEvent* event)
{
    const bool isOverride = event->type() == QEvent::ShortcutOverride;
    if (isOverride && watched == m_filter && !m_filter->text().isEmpty()
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept(); // it clears the filter here, not the set
        return true;
    }
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (watched == m_filter && key->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
            m_model->setFilter(QString());
            return true;
        }
        if (watched == m_filter && key->key() == Qt::Key_Down) {
            m_table->setFocus();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace neurograft
