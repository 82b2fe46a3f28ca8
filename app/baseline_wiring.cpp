// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/baseline_wiring.h"

#include "app/window_actions.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/similarity_panes.h"

#include <QAction>

#include <utility>

namespace neurograft {

namespace {

/// Entries of the menu and what they switch.
constexpr std::pair<const char*, bool SimilarityBaselines::*> kBaselineEntries[] = {
    {"baselines.self", &SimilarityBaselines::hasSelf},
    {"baselines.random", &SimilarityBaselines::hasRandomTeacher},
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
    showCurrent();
}

void BaselineWiring::showCurrent()
{
    const SimilarityBaselines& baselines = m_parts.similarity->session()->options().baselines;
    for (const auto& [name, member] : kBaselineEntries) {
        m_parts.actions->find(name)->setChecked(baselines.*member);
    }
}

} // namespace neurograft
