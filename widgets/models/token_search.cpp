// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/token_search.h"

#include "core/run/neuron.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/neuron_address.h"
#include "widgets/models/overlay_model.h"

#include <algorithm>
#include <utility>

namespace neurograft {

TokenSearch::TokenSearch(ModelShelf* shelf, OverlayModel* overlays, QObject* parent)
    : QObject(parent), m_shelf(shelf), m_overlays(overlays)
{
}

QString TokenSearch::obstacle() const
{
    return m_shelf->model(Role::Teacher) || m_shelf->model(Role::Student)
        ? QString()
        : tr("Open a teacher or a student first.");
}

void TokenSearch::search(const QString& token)
{
    m_token = token;
    m_found.clear();
    m_isAnyAnswered = false;
    m_open = 0;
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (m_shelf->model(role)) {
            ++m_open;
        }
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (m_shelf->model(role)) {
            ask(role);
        } else {
            m_lane.forget(QString(roleLetter(role)));
        }
    }
}

void TokenSearch::ask(Role role)
{
    const QString user = tr("Neurons for a token are being searched.");
    m_shelf->setInUse(role, user, true);
    m_lane.ask(
        QString(roleLetter(role)), this,
        [this, role, user, kept = m_shelf->model(role), text = m_token.toStdString(),
         overlay = role == Role::Student ? m_overlays->active() : ModelOverlay()](
            const RunContext& context) -> QuickLane::Answer {
            const NeuronReader reader(kept->get(overlay, context), context);
            std::vector<Found> neurons;
            for (const TokenNeuron& found : reader.find(reader.tokenId(text), kTop)) {
                if (found.logit > 0.0) {
                    neurons.push_back({neuronItem(role, found.neuron), found.logit});
                }
            }
            return [this, role, user, neurons] {
                m_shelf->setInUse(role, user, false);
                m_shelf->refresh();
                m_isAnyAnswered = true;
                m_found.insert(m_found.end(), neurons.begin(), neurons.end());
                end();
            };
        },
        [this, role, user](const JobOutcome& outcome) {
            m_shelf->setInUse(role, user, false);
            Q_EMIT failed(role, outcome);
            end();
        });
}

/// A model has answered.
void TokenSearch::end()
{
    if (--m_open > 0 || !m_isAnyAnswered) {
        return;
    }
    std::stable_sort(m_found.begin(), m_found.end(), [](const Found& a, const Found& b) {
        return a.logit != b.logit ? a.logit > b.logit : a.neuron.role < b.neuron.role;
    });
    std::vector<SelectionItem> items;
    for (const Found& one : m_found) {
        items.emplace_back(one.neuron);
    }
    Q_EMIT found(m_token, items);
}

} // namespace neurograft
