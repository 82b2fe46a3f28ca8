// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/inspector_panel.h"

#include "widgets/models/pair_facts.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/fact_list.h"
#include "widgets/panels/flow_layout.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/layer_profile.h"

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace neurograft {

namespace {

QLabel* makeTitle(const QString& name, QWidget* parent)
{
    auto* label = new QLabel(parent);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

InspectorPanel::InspectorPanel(SelectionModel* selection, HeatmapGrid* grid, const PairModel* pair,
                               const InspectorActions& actions, QWidget* parent)
    : QWidget(parent), m_selection(selection), m_grid(grid), m_pair(pair),
      m_stack(new QStackedLayout(this))
{
    setObjectName(QStringLiteral("inspectorPanel"));
    m_stack->addWidget(makeEmptyPage());
    m_stack->addWidget(makeItemPage(actions));
    connect(selection, &SelectionModel::primaryChanged, this, &InspectorPanel::follow);
    connect(selection, &SelectionModel::setChanged, this, &InspectorPanel::follow);
    connect(grid, &HeatmapGrid::shownChanged, this, &InspectorPanel::refresh);
    follow();
}

QWidget* InspectorPanel::makeEmptyPage()
{
    auto* page = new QWidget(this);
    auto* text = new QLabel(tr("Click a cell, a neuron, a point or an item."), page);
    text->setObjectName(QStringLiteral("inspectorPanel.empty"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    auto* example = new QPushButton(tr("Show an example"), page);
    example->setObjectName(QStringLiteral("inspectorPanel.exampleButton"));
    connect(example, &QPushButton::clicked, this, &InspectorPanel::exampleWanted);
    auto* layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(text);
    layout->addWidget(example, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

QWidget* InspectorPanel::makeItemPage(const InspectorActions& actions)
{
    auto* page = new QWidget(this); // the dock scrolls it up and down
    m_title = makeTitle(QStringLiteral("inspectorPanel.title"), page);
    m_remark = new QLabel(page);
    m_remark->setObjectName(QStringLiteral("inspectorPanel.remark"));
    m_remark->setWordWrap(true);
    m_facts = new FactList(page);
    m_facts->setObjectName(QStringLiteral("inspectorPanel.facts"));
    m_row = new LayerProfile(page);
    m_row->setObjectName(QStringLiteral("inspectorPanel.row"));
    m_row->setFixedHeight(m_row->minimumSizeHint().height());
    connect(m_row, &LayerProfile::layerChosen, this, [this](int teacher) {
        if (const auto* cell = std::get_if<CellItem>(&m_item)) {
            m_selection->select(CellItem{cell->module, cell->student, teacher});
        }
    });
    m_text = new QPlainTextEdit(page);
    m_text->setObjectName(QStringLiteral("inspectorPanel.text"));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("Text of the item"));
    m_text->setMinimumHeight(fontMetrics().height() * 8);
    m_setTitle = makeTitle(QStringLiteral("inspectorPanel.setTitle"), page);
    m_setFacts = new FactList(page);
    m_setFacts->setObjectName(QStringLiteral("inspectorPanel.setFacts"));
    auto* buttons = new FlowLayout; // a narrow dock holds them, too
    for (QAction* action : {actions.bookmark, actions.pin, actions.copyGoTo, actions.explain}) {
        if (action != nullptr) {
            auto* button = new QToolButton(page);
            button->setDefaultAction(action);
            button->setToolButtonStyle(Qt::ToolButtonTextOnly);
            button->setFocusPolicy(Qt::StrongFocus);
            buttons->addWidget(button);
        }
    }
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(m_title);
    layout->addWidget(m_remark);
    layout->addWidget(m_facts);
    layout->addWidget(m_row);
    m_cardPlace = new QVBoxLayout;
    layout->addLayout(m_cardPlace);
    layout->addWidget(m_text, 1);
    layout->addLayout(buttons);
    layout->addWidget(m_setTitle);
    layout->addWidget(m_setFacts);
    layout->addStretch(1);
    return page;
}

void InspectorPanel::setGrid(HeatmapGrid* grid)
{
    disconnect(m_grid, nullptr, this, nullptr);
    m_grid = grid;
    connect(grid, &HeatmapGrid::shownChanged, this, &InspectorPanel::refresh);
    refresh();
}

void InspectorPanel::addSource(std::function<std::vector<Fact>(const SelectionItem&)> source)
{
    m_sources.push_back(std::move(source));
    refresh();
}

void InspectorPanel::addCard(QWidget* card, std::function<bool(const SelectionItem&)> isFor)
{
    m_cardPlace->addWidget(card);
    card->setVisible(isFor(m_item));
    m_cards.emplace_back(card, std::move(isFor));
    refresh();
}

void InspectorPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    tellShown({});
}

void InspectorPanel::tellShown(const SelectionItem& item)
{
    if (!(item == m_seen)) {
        m_seen = item;
        Q_EMIT itemShown(item);
    }
}

void InspectorPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void InspectorPanel::setLinked(bool isLinked)
{
    m_isLinked = isLinked;
    follow();
}

void InspectorPanel::follow()
{
    if (m_isLinked) {
        m_item = m_selection->primary();
        m_set = m_selection->set();
        m_setName = m_selection->setName();
        refresh();
    }
}

void InspectorPanel::refresh()
{
    if (!isVisible()) {
        return;
    }
    const bool isEmpty = isNothing(m_item) && m_set.empty();
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
    if (!isEmpty) {
        showItem(m_item);
        showSet();
    }
    tellShown(m_item);
}

void InspectorPanel::showItem(const SelectionItem& item)
{
    ItemFacts facts = factsOf(item, m_grid->shownFigure());
    for (const Fact& fact : weightFacts(item, *m_pair)) {
        facts.facts.push_back(fact);
    }
    for (const auto& source : m_sources) {
        for (const Fact& fact : source(item)) {
            facts.facts.push_back(fact);
        }
    }
    m_title->setText(isNothing(item) ? QString() : kindWord(item) + u' ' + facts.title);
    m_title->setVisible(!isNothing(item));
    m_reason = facts.remark;
    m_isPending = facts.isPending;
    showRemark();
    m_facts->setFacts(facts.facts);
    showRow(facts);
    for (const auto& [card, isFor] : m_cards) {
        card->setVisible(isFor(item));
    }
    const auto* row = std::get_if<RowItem>(&item);
    m_text->setVisible(row != nullptr && m_rowText != nullptr);
    if (row != nullptr && m_rowText != nullptr) {
        showText(*row);
    }
}

void InspectorPanel::showRemark()
{
    const bool isComing = m_isPending && !m_reached.isEmpty();
    const QString remark = isComing ? tr("Not computed yet: %1.").arg(m_reached) : m_reason;
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

void InspectorPanel::setReached(const QString& reached)
{
    m_reached = reached;
    if (isVisible()) {
        showRemark();
    }
}

void InspectorPanel::showRow(const ItemFacts& facts)
{
    const auto* cell = std::get_if<CellItem>(&m_item);
    m_row->setVisible(cell != nullptr && !facts.curve.empty());
    if (cell == nullptr || facts.curve.empty()) {
        return;
    }
    const HeatmapData& map = *m_grid->shown(cell->module);
    LayerProfileData profile;
    profile.title = tr("Row S L%1").arg(cell->student);
    profile.axisTitle = tr("teacher layer");
    profile.valueTitle = map.difference ? QStringLiteral("A − B") : shortMeasureTitle(map.measure);
    profile.values = facts.curve;
    profile.marked = facts.curveAt;
    profile.range = m_grid->plot(cell->module)->colorRange();
    m_row->setData(profile);
}

void InspectorPanel::showText(const RowItem& row)
{
    m_rowText(row, [panel = QPointer<InspectorPanel>(this), row](const QString& text) {
        if (panel && panel->m_item == SelectionItem(row)) {
            panel->m_text->setPlainText(text);
        }
    });
}

void InspectorPanel::showSet()
{
    m_setTitle->setVisible(!m_set.empty());
    m_setFacts->setVisible(!m_set.empty());
    if (!m_set.empty()) {
        const ItemFacts facts = factsOfSet(m_set, m_setName, m_grid->shownFigure());
        m_setTitle->setText(facts.title);
        m_setFacts->setFacts(facts.facts);
    }
}

} // namespace neurograft
