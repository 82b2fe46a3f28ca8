// SPDX-License-Identifier: GPL-3.0-or-later
// What the Examples dock is made of; what it does stands in examples_panel.cpp.
#include "widgets/panels/examples_panel.h"

#include "widgets/models/example_set.h"
#include "widgets/models/example_table_model.h"
#include "widgets/panels/example_table_view.h"
#include "widgets/panels/lengths_panel.h"
#include "widgets/panels/token_preview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

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

QWidget* ExamplesPanel::makeEmptyPage()
{
    auto* page = new QWidget(m_pages);
    auto* text =
        makeSentence(tr("No data yet: JSONL with messages, CSV, or a typed prompt."), page);
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
    m_list->setMinimumHeight(fontMetrics().height() * 4);
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

    connect(m_table, &ExampleTableView::editWanted, this, &ExamplesPanel::editWanted);
    connect(m_table, &ExampleTableView::removeWanted, this, &ExamplesPanel::removeWanted);
    connect(clear, &QPushButton::clicked, this, [this] {
        m_model->setSlice(ExampleTableModel::allSlice());
        m_model->setFilter(QString());
        m_filter->setFocus();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ExamplesPanel::takeTableRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ExamplesPanel::takeTableSet);
    connect(m_table, &QTableView::clicked, this, &ExamplesPanel::takeTableRow);
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

} // namespace neurograft
