// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/neurons_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "app/workspace_actions.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/locate_bar.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neuron_table_panel.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/status_readout.h"
#include "widgets/plots/neuron_map_plot.h"

#include <utility>

namespace neurograft {

namespace {

constexpr double kNeuronsZoomStep = 1.5;
constexpr int kNeuronStep = 1; ///< of the first steps
const QString kNeuronsTopic = QStringLiteral("locate");

} // namespace

NeuronsWiring::NeuronsWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.docks->neuronTable()->setContent(new NeuronTablePanel(
        parts.neuronTable, parts.neurons, parts.selection, parts.docks->neuronTable()));
    connect(parts.neurons, &NeuronSession::resultChanged, parts.neuronTable,
            [this] { m_parts.neuronTable->setRows(m_parts.neurons->rows()); });
    connectRun();
    connectMaps();
    connectLayers();
    for (const auto signal : {&LocateSession::stateChanged, &LocateSession::resultChanged,
                              &LocateSession::inputChanged, &LocateSession::optionsChanged}) {
        connect(parts.locate, signal, this, &NeuronsWiring::updateActions);
    }
    connect(parts.selection, &SelectionModel::primaryChanged, this, &NeuronsWiring::updateActions);
    updateActions();
}

void NeuronsWiring::connectRun()
{
    WorkspaceActions* own = m_parts.workspaceActions;
    LocateSession* session = m_parts.locate;
    own->on(
        Workspace::Neurons, "analyse.runSimilarity", [this] { locate(); }, tr("&Locate neurons"));
    own->on(Workspace::Neurons, "analyse.cancelJob", [session] { session->cancel(); });
    const auto prepare = [this](const char* action, const QString& score) {
        m_parts.actions->on(action, this, [this, score] {
            LocateOptions options = m_parts.locate->options();
            if (options.isSensitivity() || score == QLatin1String("sensitivity")) {
                options.score = score;
                m_parts.locate->setOptions(options);
            }
            m_parts.pages->setCurrent(Workspace::Neurons);
            m_parts.neuronsView->bar()->showOptions();
            m_parts.neuronsView->bar()->focusPrompt();
        });
    };
    prepare("analyse.locate", QStringLiteral("attribution"));
    prepare("analyse.sensitivity", QStringLiteral("sensitivity"));
    const auto tell = [this](const QString& headline, const JobOutcome& outcome) {
        m_parts.showProblem(kNeuronsTopic, headline, outcome);
    };
    connect(session, &LocateSession::failed, this, tell);
    connect(m_parts.neurons, &NeuronSession::failed, this, tell);
    connect(session, &LocateSession::resultChanged, this, &NeuronsWiring::showRun);
}

void NeuronsWiring::connectMaps()
{
    WorkspaceActions* own = m_parts.workspaceActions;
    NeuronMaps* maps = m_parts.neuronsView->maps();
    connect(maps, &NeuronMaps::hovered, m_parts.status, &StatusReadout::setHover);
    connect(maps, &NeuronMaps::neuronActivated, m_parts.actions->find("view.inspect"),
            &QAction::trigger);
    const auto zoom = [maps](double factor) {
        for (const Role role : {Role::Teacher, Role::Student}) {
            maps->map(role)->zoomBy(factor);
        }
    };
    own->on(Workspace::Neurons, "view.zoomIn", [zoom] { zoom(kNeuronsZoomStep); });
    own->on(Workspace::Neurons, "view.zoomOut", [zoom] { zoom(1.0 / kNeuronsZoomStep); });
    own->on(Workspace::Neurons, "view.resetView", [maps] {
        for (const Role role : {Role::Teacher, Role::Student}) {
            maps->map(role)->resetView();
        }
    });
    connect(m_parts.actions->find("view.lock"), &QAction::toggled, maps, &NeuronMaps::setLocked);
    QAction* table = m_parts.actions->find("view.asTable");
    connect(table, &QAction::triggered, this, [this, table] {
        if (m_parts.pages->current() == Workspace::Neurons) {
            table->setChecked(false); // beside the maps, not in their place
            m_parts.docks->reveal(m_parts.docks->neuronTable());
            m_parts.docks->neuronTable()->findChild<NeuronTablePanel*>()->setFocus(
                Qt::ShortcutFocusReason);
        }
    });
    for (const auto& [name, step] :
         {std::pair("view.nextLayer", 1), std::pair("view.previousLayer", -1)}) {
        connect(m_parts.actions->find(name), &QAction::triggered, this,
                [this, held = step] { moveLayer(held); });
    }
    own->on(Workspace::Neurons, "edit.copyGoTo", [this] {
        m_parts.copyText(goToText(m_parts.selection->primary()), tr("Go-to string copied."));
    });
}

/// The same neuron one layer further; cells and layers are moved by the maps of Compare.
void NeuronsWiring::moveLayer(int step)
{
    const auto* neuron = std::get_if<NeuronItem>(&m_parts.selection->primary());
    const auto family = neuron != nullptr ? neuronFamilyOf(neuron->module) : std::nullopt;
    const auto scores = family ? m_parts.neurons->map(neuron->role, *family) : nullptr;
    if (!scores || !scores->isValid({neuron->layer + step, neuron->index})) {
        return;
    }
    NeuronItem next = *neuron;
    next.layer += step;
    m_parts.selection->select(next);
}

/// From a cell of Compare to the neurons of its student's layer, and back to the cell.
void NeuronsWiring::connectLayers()
{
    m_parts.actions->on("view.neuronsOf", this, [this] { showNeuronsOf(); });
    const auto follow = [this] { // after the selection went there
        if (std::holds_alternative<CellItem>(m_parts.selection->primary())
            && m_parts.pages->current() == Workspace::Neurons) {
            m_parts.pages->setCurrent(Workspace::Compare);
        }
    };
    for (const char* name : {"view.back", "view.forward"}) {
        connect(m_parts.actions->find(name), &QAction::triggered, this, follow,
                Qt::QueuedConnection);
    }
}

void NeuronsWiring::locate()
{
    m_parts.notices->clear(kNeuronsTopic);
    m_parts.locate->run();
}

void NeuronsWiring::showNeuronsOf()
{
    const SelectionItem& primary = m_parts.selection->primary();
    const Role role = layerOf(primary, Role::Student) >= 0 ? Role::Student : Role::Teacher;
    const int layer = layerOf(primary, role);
    if (layer < 0) {
        return;
    }
    m_parts.pages->setCurrent(Workspace::Neurons);
    m_parts.selection->select(LayerItem{role, layer});
    if (!m_parts.neurons->result() && m_parts.locate->obstacle().isEmpty()) {
        locate(); // with the prompt at hand
    }
}

void NeuronsWiring::showRun()
{
    const auto result = m_parts.neurons->result();
    if (result && !result->isPartial && !m_parts.locate->resultPath().isEmpty()) {
        m_parts.firstSteps->setDone(kNeuronStep);
    }
}

void NeuronsWiring::updateActions()
{
    WorkspaceActions* own = m_parts.workspaceActions;
    const auto setObstacle = [own](const char* name, const QString& why) {
        own->setObstacle(Workspace::Neurons, name, why);
    };
    const LocateSession* session = m_parts.locate;
    setObstacle("analyse.runSimilarity", session->obstacle());
    const JobStatus* job = session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    own->setIconText(Workspace::Neurons, "analyse.cancelJob",
                     isCancelling ? tr("Cancelling…") : tr("Cancel"));
    setObstacle("analyse.cancelJob",
                isCancelling               ? tr("The job is stopping.")
                    : session->isRunning() ? QString()
                                           : tr("Nothing is running."));
    const QString noMaps =
        m_parts.neurons->result() ? QString() : tr("There are no maps yet: locate neurons.");
    for (const char* name : {"view.zoomIn", "view.zoomOut", "view.resetView"}) {
        setObstacle(name, noMaps);
    }
    const SelectionItem& primary = m_parts.selection->primary();
    setObstacle("edit.copyGoTo", isNothing(primary) ? tr("Nothing is selected.") : QString());
    const bool hasLayer =
        layerOf(primary, Role::Student) >= 0 || layerOf(primary, Role::Teacher) >= 0;
    m_parts.actions->setObstacle("view.neuronsOf",
                                 hasLayer ? QString() : tr("The selected item names no layer."));
}

} // namespace neurograft
