// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/parameter_wiring.h"

#include "app/window_actions.h"
#include "app/workspace_actions.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/parameters_view.h"
#include "widgets/panels/status_readout.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kParameterTopic = QStringLiteral("parameters");

int comparableAdapters(const ParameterSession& session)
{
    const std::vector<AdapterChoice> choices = session.adapters();
    return static_cast<int>(
        std::count_if(choices.begin(), choices.end(),
                      [](const AdapterChoice& choice) { return choice.problem.isEmpty(); }));
}

} // namespace

ParameterWiring::ParameterWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("analyse.parameterSimilarity", this, [this] {
        show();
        const ParameterSession* session = m_parts.parameters;
        if (session->needsRun() && !session->adapters().empty()) {
            m_parts.parameters->run();
        }
    });
    parts.actions->on("analyse.spectrum", this, [this] {
        show();
        m_parts.parameters->setSpectra(true);
        if (m_parts.parameters->needsRun()) {
            m_parts.parameters->run();
        }
    });
    connectView();
    connect(parts.compare, &ComparePage::viewChanged, this, &ParameterWiring::takeRunEntries);
    connect(parts.parameters, &ParameterSession::stateChanged, this,
            &ParameterWiring::updateActions);
    connect(parts.parameters, &ParameterSession::optionsChanged, this,
            &ParameterWiring::followAdapters);
    connect(parts.parameters, &ParameterSession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kParameterTopic, headline, outcome);
            });
    updateActions();
}

void ParameterWiring::connectView()
{
    ParametersView* view = m_parts.parametersView;
    m_parts.actions->addViewKeys(view);
    connect(view, &ParametersView::hovered, m_parts.status, &StatusReadout::setHover);
    connect(view, &ParametersView::copyWanted, this,
            [this](const QString& text, const QString& toast) { m_parts.copyText(text, toast); });
    connect(view, &ParametersView::pointChosen, this, [this](const QString& module, int layer) {
        m_parts.selection->select(PointItem{module, layer});
    });
    connect(view, &ParametersView::cellChosen, this,
            [this](const QString& module, int student, int teacher) {
                m_parts.selection->select(CellItem{module, student, teacher});
            });
    connect(view, &ParametersView::neuronChosen, this,
            [this](int layer, const QString& module, int index) {
                m_parts.selection->select(NeuronItem{Role::Student, layer, module, index});
            });
    connect(m_parts.selection, &SelectionModel::primaryChanged, this,
            &ParameterWiring::showSelected);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const char* name : {"edit.copyFigure", "edit.copyCommand", "figure.exportFigure"}) {
        view->addAction(m_parts.actions->find(name));
    }
}

void ParameterWiring::show()
{
    m_parts.notices->clear(kParameterTopic);
    m_parts.pages->setCurrent(Workspace::Compare);
    m_parts.compare->showParameters();
}

/// Run and cancel are those of the view that is seen; CompareWiring takes them for the other.
void ParameterWiring::takeRunEntries()
{
    if (!m_parts.compare->areParametersShown()) {
        return;
    }
    WorkspaceActions* own = m_parts.workspaceActions;
    own->on(
        Workspace::Compare, "analyse.runSimilarity",
        [this] {
            show();
            m_parts.parameters->run();
        },
        tr("&Compare parameters"));
    own->on(Workspace::Compare, "analyse.cancelJob", [this] { m_parts.parameters->cancel(); });
    updateActions();
}

/// An adapter that is dropped on the student while charts are seen joins them (ux.md U3): factors
/// are read in seconds.
void ParameterWiring::followAdapters()
{
    const ParameterSession* session = m_parts.parameters;
    const int adapters = comparableAdapters(*session);
    const bool hasMore = adapters > m_adapters;
    m_adapters = adapters;
    if (hasMore && session->result() && m_parts.compare->areParametersShown()
        && session->needsRun()) {
        m_parts.parameters->run();
    }
}

void ParameterWiring::showSelected()
{
    const SelectionItem& primary = m_parts.selection->primary();
    ParametersView* view = m_parts.parametersView;
    if (const auto* point = std::get_if<PointItem>(&primary)) {
        if (point->layer != view->layer() || point->series != view->module()) {
            view->choose(point->series, point->layer);
        }
        return;
    }
    if (!std::holds_alternative<RowItem>(primary)) { // a row says nothing about layers
        view->showLayer(layerOf(primary, Role::Student));
    }
}

void ParameterWiring::updateActions()
{
    const ParameterSession* session = m_parts.parameters;
    if (!m_parts.compare->areParametersShown()) {
        return;
    }
    WorkspaceActions* own = m_parts.workspaceActions;
    own->setObstacle(Workspace::Compare, "analyse.runSimilarity", session->obstacle());
    const JobStatus* job = session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    own->setIconText(Workspace::Compare, "analyse.cancelJob",
                     isCancelling ? tr("Cancelling…") : tr("Cancel"));
    own->setObstacle(Workspace::Compare, "analyse.cancelJob",
                     isCancelling               ? tr("The job is stopping.")
                         : session->isRunning() ? QString()
                                                : tr("Nothing is running."));
    for (const char* name : {"view.zoomIn", "view.zoomOut", "view.resetView"}) {
        own->setObstacle(Workspace::Compare, name, tr("These charts always show all layers."));
    }
}

} // namespace neurograft
