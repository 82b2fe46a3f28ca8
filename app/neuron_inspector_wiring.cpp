// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/neuron_inspector_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "core/run/model_report.h"
#include "widgets/frame/dock.h"
#include "widgets/models/example_set.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_inspection.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/neuron_token_column.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/neuron_card.h"
#include "widgets/panels/neuron_table_view.h"
#include "widgets/plots/number_text.h"

#include <QScrollBar>
#include <QUndoStack>

#include <cmath>

namespace neurograft {

namespace {

using Question = NeuronInspection::Question;

constexpr int kScrollMs = 80;

std::optional<NeuronItem> neuronOf(const SelectionItem& item)
{
    const auto* neuron = std::get_if<NeuronItem>(&item);
    return neuron != nullptr ? std::optional(*neuron) : std::nullopt;
}

/// Score and rank in the run shown; nothing when it has none of that neuron.
std::vector<Fact> scoreFacts(const NeuronSession& session, const NeuronItem& neuron)
{
    const int row = session.rows()->rowOf(neuron);
    if (row < 0) {
        return {};
    }
    const NeuronMapData& data = session.rows()->data(row);
    const NeuronPlace place = session.rows()->place(row);
    const float score = session.rows()->score(row);
    std::vector<Fact> facts;
    facts.push_back({neuronScaleTitle(data),
                     std::isnan(score) ? NeuronInspectorWiring::tr("not evaluated")
                                       : signedNumberText(static_cast<double>(score), 4)});
    const std::int32_t rank = data.rankOf(place);
    if (rank > 0) {
        facts.push_back(
            {NeuronInspectorWiring::tr("rank"),
             rank <= data.certainRanks
                 ? countText(rank)
                 : NeuronInspectorWiring::tr("%1 of those evaluated").arg(countText(rank))});
    }
    return facts;
}

} // namespace

NeuronInspectorWiring::NeuronInspectorWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts),
      m_inspection(new NeuronInspection(parts.pair, parts.shelf, parts.overlays, this)),
      m_inspector(parts.docks->inspector()->findChild<InspectorPanel*>()),
      m_column(
          new NeuronTokenColumn(parts.neuronTable, parts.pair, parts.shelf, parts.overlays, this))
{
    NeuronCardActions offered;
    offered.twins = parts.actions->find("analyse.twins");
    offered.examples = parts.actions->find("analyse.topExamples");
    offered.lens = parts.actions->find("analyse.logitLens");
    m_card = new NeuronCard(m_inspection, offered, m_inspector);
    m_inspector->addCard(
        m_card, [](const SelectionItem& item) { return std::holds_alternative<NeuronItem>(item); });
    m_inspector->addSource([this](const SelectionItem& item) { return factsOf(item); });
    connect(m_inspector, &InspectorPanel::itemShown, m_inspection,
            [this](const SelectionItem& item) { m_inspection->setNeuron(neuronOf(item)); });
    connect(parts.neurons, &NeuronSession::resultChanged, m_inspector, &InspectorPanel::refresh);
    connect(m_card, &NeuronCard::twinChosen, this, &NeuronInspectorWiring::goToTwin);
    connect(m_card, &NeuronCard::rowChosen, this, &NeuronInspectorWiring::goToRow);
    connectActions();
    connectTable();
    connect(parts.locate, &LocateSession::inputChanged, this, &NeuronInspectorWiring::followInput);
    connect(parts.pair, &PairModel::dataChanged, this, &NeuronInspectorWiring::followInput);
    connect(parts.pair, &PairModel::modelChanged, this, &NeuronInspectorWiring::updateActions);
    connect(parts.selection, &SelectionModel::primaryChanged, this,
            &NeuronInspectorWiring::updateActions);
    connect(m_inspection, &NeuronInspection::neuronChanged, this,
            &NeuronInspectorWiring::updateActions);
    followInput();
}

void NeuronInspectorWiring::connectActions()
{
    WindowActions* actions = m_parts.actions;
    actions->on("analyse.twins", this, [this] {
        look();
        m_inspection->askTwins();
    });
    actions->on("analyse.topExamples", this, [this] {
        look();
        m_inspection->askExamples();
    });
    actions->on("analyse.logitLens", this, [this] {
        look();
        m_inspection->askLens(m_card->position());
    });
    updateActions();
}

void NeuronInspectorWiring::connectTable()
{
    Dock* dock = m_parts.docks->neuronTable();
    auto* view = dock->findChild<NeuronTableView*>();
    m_scrolled.setSingleShot(true);
    m_scrolled.setInterval(kScrollMs);
    const auto wait = [this] { m_scrolled.start(); };
    connect(view->verticalScrollBar(), &QScrollBar::valueChanged, this, wait);
    connect(view->verticalScrollBar(), &QScrollBar::rangeChanged, this, wait);
    connect(m_parts.neuronTable, &NeuronTableModel::shownChanged, this, wait);
    connect(dock, &QDockWidget::visibilityChanged, this, wait);
    connect(&m_scrolled, &QTimer::timeout, m_column,
            [column = m_column, view] { column->setRowsInView(view->rowsInView()); });
}

/// The neuron that is meant: the one the inspector is frozen on, or else the selected one.
std::optional<NeuronItem> NeuronInspectorWiring::selected() const
{
    return m_inspection->neuron() ? m_inspection->neuron() : neuronOf(m_parts.selection->primary());
}

/// The inspector comes into sight with the neuron.
void NeuronInspectorWiring::look()
{
    const std::optional<NeuronItem> wanted = selected();
    m_parts.docks->reveal(m_parts.docks->inspector());
    m_inspection->setNeuron(wanted);
}

void NeuronInspectorWiring::followInput()
{
    const bool isAnyTyped = !m_parts.locate->input()->text().isEmpty(); // else only the template
    m_inspection->setText(isAnyTyped ? m_parts.locate->prompt() : QString());
    const DataSlot& data = m_parts.pair->data();
    m_inspection->setData(data.file ? data.path : QString());
    updateActions();
}

std::vector<Fact> NeuronInspectorWiring::factsOf(const SelectionItem& item) const
{
    const std::optional<NeuronItem> neuron = neuronOf(item);
    if (!neuron) {
        return {};
    }
    std::vector<Fact> facts = scoreFacts(*m_parts.neurons, *neuron);
    const ModelSlot& slot = m_parts.pair->model(neuron->role);
    if (slot.state == SlotState::Ready) {
        for (const Fact& fact : attentionFacts(*neuron, AttentionShape::of(*slot.report))) {
            facts.push_back(fact);
        }
    }
    if (neuron->role == Role::Student && m_parts.overlays->isAnyActive()) {
        facts.push_back({tr("overlay"), tr("on: the answers below are with it")});
    }
    return facts;
}

void NeuronInspectorWiring::updateActions()
{
    const std::optional<NeuronItem> neuron = selected();
    WindowActions* actions = m_parts.actions;
    actions->setObstacle("analyse.twins", m_inspection->obstacle(Question::Twins, neuron));
    actions->setObstacle("analyse.topExamples", m_inspection->obstacle(Question::Examples, neuron));
    actions->setObstacle("analyse.logitLens", m_inspection->obstacle(Question::Lens, neuron));
}

/// Both stay framed: the neuron looked at so far as A, the twin as the one looked at now.
void NeuronInspectorWiring::goToTwin(const NeuronItem& twin)
{
    const std::optional<NeuronItem> from = m_inspection->neuron();
    if (!from || *from == twin) {
        return;
    }
    m_parts.undo->beginMacro(tr("Twin %1").arg(goToText(twin)));
    m_parts.selection->select(*from); // when the inspector was frozen on it
    m_parts.selection->pin();
    m_parts.selection->select(twin);
    m_parts.undo->endMacro();
    m_inspection->askTwins();
}

void NeuronInspectorWiring::goToRow(int row)
{
    m_parts.docks->reveal(m_parts.docks->examples());
    m_parts.selection->select(RowItem{m_parts.examples->name(), row + 1});
}

} // namespace neurograft
