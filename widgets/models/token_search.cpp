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
    connect(shelf, &ModelShelf::unloading, this, &TokenSearch::leave);
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
    for (const Role role : {Role::Teacher, Role::Student}) {
        m_isAsked[index(role)] = m_shelf->model(role) != nullptr; // both, before one can answer
        m_lane.forget(QString(roleLetter(role)));
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        if (m_isAsked[index(role)]) {
            ask(role);
        }
    }
}

QString TokenSearch::userText()
{
    return tr("Neurons for a token are being searched.");
}

void TokenSearch::ask(Role role)
{
    m_shelf->setInUse(role, userText(), true);
    m_lane.ask(
        QString(roleLetter(role)), this,
        [this, role, kept = m_shelf->model(role), text = m_token.toStdString(),
         overlay = role == Role::Student ? m_overlays->active() : ModelOverlay()](
            const RunContext& context) -> QuickLane::Answer {
            const NeuronReader reader(kept->get(overlay, context), context);
            std::vector<Found> neurons;
            for (const TokenNeuron& found : reader.find(reader.tokenId(text), kTop)) {
                if (found.logit > 0.0) {
                    neurons.push_back({neuronItem(role, found.neuron), found.logit});
                }
            }
            return [this, role, neurons] {
                m_shelf->refresh();
                m_isAnyAnswered = true;
                m_found.insert(m_found.end(), neurons.begin(), neurons.end());
                end(role);
            };
        },
        [this, role](const JobOutcome& outcome) {
            Q_EMIT failed(role, outcome);
            end(role);
        });
}

/// The model goes: what the other finds is shown.
void TokenSearch::leave(Role role)
{
    if (m_isAsked[index(role)]) {
        m_lane.forget(QString(roleLetter(role)));
        end(role);
    }
}

/// A model has answered, or will not.
void TokenSearch::end(Role role)
{
    m_isAsked[index(role)] = false;
    m_shelf->setInUse(role, userText(), false);
    if (isSearching() || !m_isAnyAnswered) {
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
