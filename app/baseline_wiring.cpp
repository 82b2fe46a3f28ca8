// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/baseline_wiring.h"

#include "app/window_actions.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/self_maps.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/self_maps_view.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/status_readout.h"

#include <QAction>

#include <utility>

namespace neurograft {

namespace {

/// Entries of the menu and what they switch.
constexpr std::pair<const char*, bool SimilarityBaselines::*> kBaselineEntries[] = {
    {"baselines.self", &SimilarityBaselines::hasSelf},
    {"baselines.random", &SimilarityBaselines::hasRandomTeacher},
    {"baselines.aligned", &SimilarityBaselines::hasAlignedTeacher},
    {"baselines.shuffled", &SimilarityBaselines::hasShuffled},
    {"baselines.intervals", &SimilarityBaselines::hasIntervals}};

} // namespace

BaselineWiring::BaselineWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    for (const auto& [name, member] : kBaselineEntries) {
        QAction* entry = parts.actions->find(name);
        parts.actions->on(name, this, [this, entry, held = member] {
            SimilaritySession* session = m_parts.similarity->session();
            SimilarityBaselines next = session->options().baselines;
            next.*held = entry->isChecked();
            session->setBaselines(next);
        });
    }
    const auto follow = [this](const SimilarityView* pane) {
        connect(pane->session(), &SimilaritySession::optionsChanged, this,
                &BaselineWiring::showCurrent);
    };
    for (const SimilarityView* pane : parts.similarity->panes()) {
        follow(pane);
    }
    connect(parts.similarity, &SimilarityPanes::paneMade, this, follow);
    connect(parts.similarity, &SimilarityPanes::currentChanged, this, &BaselineWiring::showCurrent);
    connectSelfMaps();
    showCurrent();
}

void BaselineWiring::connectSelfMaps()
{
    SelfMapsView* view = m_parts.compare->selfMaps();
    m_parts.actions->addViewKeys(view);
    connect(view->runAction(), &QAction::triggered, this, [this] {
        SimilarityBaselines next = m_parts.session->options().baselines;
        next.hasSelf = true;
        m_parts.session->setBaselines(next);
        m_parts.session->run();
    });
    connect(view, &SelfMapsView::hovered, m_parts.status, &StatusReadout::setHover);
    connect(view, &SelfMapsView::layerChosen, this, [this](Role role, int layer) {
        m_parts.selection->select(LayerItem{role, layer});
    });
    connect(view->maps(), &SelfMaps::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(QStringLiteral("similarity"), headline, outcome);
            });
    connect(m_parts.selection, &SelectionModel::primaryChanged, view, [this, view] {
        const SelectionItem& primary = m_parts.selection->primary();
        if (!std::holds_alternative<RowItem>(primary)) { // a row says nothing about layers
            view->showLayers(layerOf(primary, Role::Student), layerOf(primary, Role::Teacher));
        }
    });
    connect(m_parts.session, &SimilaritySession::stateChanged, this,
            &BaselineWiring::updateSelfMaps);
    connect(m_parts.pair, &PairModel::modelChanged, this, &BaselineWiring::updateSelfMaps);
    connect(m_parts.pair, &PairModel::dataChanged, this, &BaselineWiring::updateSelfMaps);
    updateSelfMaps();
}

void BaselineWiring::updateSelfMaps()
{
    m_parts.compare->selfMaps()->setObstacle(
        m_parts.session->isRunning() ? tr("Similarity is running.") : m_parts.pair->obstacle());
}

void BaselineWiring::showCurrent()
{
    const SimilarityBaselines& baselines = m_parts.similarity->session()->options().baselines;
    for (const auto& [name, member] : kBaselineEntries) {
        m_parts.actions->find(name)->setChecked(baselines.*member);
    }
}

} // namespace neurograft
