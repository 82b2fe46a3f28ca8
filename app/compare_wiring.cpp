// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_wiring.h"

#include "app/compare_look_wiring.h"
#include "app/window_actions.h"
#include "app/workspace_actions.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/status_readout.h"

namespace neurograft {

namespace {

constexpr double kCompareZoomStep = 1.5;
const QString kCompareTopic = QStringLiteral("similarity");

} // namespace

CompareWiring::CompareWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    new CompareLookWiring(parts, this);
    WorkspaceActions* own = parts.workspaceActions;
    SimilarityPanes* panes = parts.similarity;
    connect(parts.compare, &ComparePage::viewChanged, this, &CompareWiring::takeRunEntries);
    parts.actions->on("analyse.similarity", this, [this] {
        m_parts.pages->setCurrent(Workspace::Compare);
        m_parts.compare->showSimilarity();
    });
    own->on(Workspace::Compare, "view.zoomIn",
            [panes] { panes->grid()->zoomBy(kCompareZoomStep); });
    own->on(Workspace::Compare, "view.zoomOut",
            [panes] { panes->grid()->zoomBy(1.0 / kCompareZoomStep); });
    own->on(Workspace::Compare, "view.resetView", [panes] { panes->grid()->resetView(); });
    own->on(Workspace::Compare, "edit.copyGoTo", [this, panes] {
        m_parts.copyText(panes->grid()->selectedGoTo(), tr("Go-to string copied."));
    });
    connectPane(panes->first());
    connect(panes, &SimilarityPanes::paneMade, this, &CompareWiring::connectPane);
    connect(panes, &SimilarityPanes::currentChanged, this, &CompareWiring::showCurrent);
    connect(parts.pair, &PairModel::modelChanged, this, &CompareWiring::updateActions);
    connect(parts.pair, &PairModel::dataChanged, this, &CompareWiring::updateActions);
    takeRunEntries();
}

/// Run and cancel are those of the view that is seen; ParameterWiring takes them for the other.
void CompareWiring::takeRunEntries()
{
    if (m_parts.compare->areParametersShown()) {
        return;
    }
    WorkspaceActions* own = m_parts.workspaceActions;
    own->on(Workspace::Compare, "analyse.runSimilarity", [this] {
        m_parts.notices->clear(kCompareTopic);
        m_parts.pages->setCurrent(Workspace::Compare);
        m_parts.similarity->session()->run();
    });
    own->on(Workspace::Compare, "analyse.cancelJob", [this] { m_parts.session->cancel(); });
    updateActions();
}

void CompareWiring::connectPane(SimilarityView* pane)
{
    const HeatmapGrid* grid = pane->grid();
    connect(pane, &SimilarityView::hovered, this, [this](const QString& text) {
        m_parts.status->setHover(text.isEmpty() ? m_parts.similarity->grid()->readOut() : text);
    });
    connect(grid, &HeatmapGrid::selectionChanged, this, &CompareWiring::showSelected);
    connect(grid, &HeatmapGrid::shownChanged, this,
            [this] { m_parts.status->setHover(m_parts.similarity->grid()->readOut()); });
    const SimilaritySession* session = pane->session();
    connect(session, &SimilaritySession::figureChanged, this, &CompareWiring::showCurrent);
    connect(session, &SimilaritySession::stateChanged, this, &CompareWiring::updateActions);
    connect(session, &SimilaritySession::optionsChanged, this, &CompareWiring::updateActions);
    connect(session, &SimilaritySession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kCompareTopic, headline, outcome);
            });
}

void CompareWiring::showCurrent()
{
    m_parts.status->setFigure(m_parts.similarity->session()->figure().get());
    m_parts.status->setHover(m_parts.similarity->grid()->readOut());
    updateActions();
}

void CompareWiring::showSelected()
{
    m_parts.status->setHover(m_parts.similarity->grid()->selectedText());
    updateActions();
}

void CompareWiring::updateActions()
{
    if (m_parts.compare->areParametersShown()) {
        return;
    }
    WorkspaceActions* own = m_parts.workspaceActions;
    const auto setObstacle = [own](const char* name, const QString& why) {
        own->setObstacle(Workspace::Compare, name, why);
    };
    const SimilaritySession* session = m_parts.similarity->session();
    const bool isRunning = session->isRunning();
    QString obstacle = m_parts.pair->obstacle();
    if (session->options().modules.isEmpty()) {
        obstacle = tr("Tick at least one module.");
    } else if (isRunning) {
        obstacle = tr("Similarity is running.");
    }
    setObstacle("analyse.runSimilarity", obstacle);

    const JobStatus* job = session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    own->setIconText(Workspace::Compare, "analyse.cancelJob",
                     isCancelling ? tr("Cancelling…") : tr("Cancel"));
    setObstacle("analyse.cancelJob",
                isCancelling    ? tr("The job is stopping.")
                    : isRunning ? QString()
                                : tr("Nothing is running."));

    const bool hasFigure = session->figure() != nullptr && !session->figure()->panels.empty();
    const QString noMaps = hasFigure ? QString() : tr("There are no maps yet: run similarity.");
    for (const char* name : {"view.zoomIn", "view.zoomOut", "view.resetView"}) {
        setObstacle(name, noMaps);
    }
    setObstacle("edit.copyGoTo",
                m_parts.similarity->grid()->selectedGoTo().isEmpty() ? tr("Nothing is selected.")
                                                                     : QString());
}

} // namespace neurograft
