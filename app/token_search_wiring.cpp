// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/token_search_wiring.h"

#include "app/window_actions.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/token_search.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"

#include <algorithm>

namespace neurograft {

namespace {

const QString kPrefix = QStringLiteral("token:");

QString searchTopic(Role role)
{
    return QStringLiteral("token.") + roleLetter(role);
}

int countOf(const std::vector<SelectionItem>& neurons, Role role)
{
    return static_cast<int>(
        std::count_if(neurons.begin(), neurons.end(), [role](const SelectionItem& item) {
            return std::get<NeuronItem>(item).role == role;
        }));
}

} // namespace

TokenSearchWiring::TokenSearchWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_search(new TokenSearch(parts.shelf, parts.overlays, this))
{
    connect(parts.goTo, &GoToBox::chosen, this, [this](const GoToTarget& target) {
        if (const auto* token = std::get_if<TokenTarget>(&target)) {
            search(token->token);
        }
    });
    parts.actions->on("analyse.neuronsForToken", this, [this] { m_parts.goTo->begin(kPrefix); });
    connect(m_search, &TokenSearch::found, this, &TokenSearchWiring::show);
    connect(m_search, &TokenSearch::failed, this, [this](Role role, const JobOutcome& outcome) {
        m_parts.showProblem(searchTopic(role),
                            role == Role::Teacher
                                ? tr("The teacher was not searched for the token.")
                                : tr("The student was not searched for the token."),
                            outcome);
    });
    // Neurons of a named set are what one wants to see, in the maps, too.
    connect(parts.selection, &SelectionModel::setChanged, this, [this] {
        m_parts.neuronsView->maps()->setRestDimmed(!m_parts.selection->setName().isEmpty());
    });
    connect(parts.pair, &PairModel::modelChanged, this, &TokenSearchWiring::updateAction);
    updateAction();
}

void TokenSearchWiring::search(const QString& token)
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        m_parts.notices->clear(searchTopic(role));
    }
    m_parts.toast(tr("Searching the neurons that promote “%1”…").arg(token));
    m_search->search(token);
}

void TokenSearchWiring::show(const QString& token, const std::vector<SelectionItem>& neurons)
{
    if (neurons.empty()) {
        m_parts.toast(tr("No neuron promotes “%1”.").arg(token));
        return;
    }
    m_parts.pages->setCurrent(Workspace::Neurons);
    m_parts.selection->setSet(neurons, kPrefix + token);
    m_parts.toast(tr("Promote “%1” most: %2 neurons of the teacher, %3 of the student.")
                      .arg(token)
                      .arg(countOf(neurons, Role::Teacher))
                      .arg(countOf(neurons, Role::Student)));
}

void TokenSearchWiring::updateAction()
{
    m_parts.actions->setObstacle("analyse.neuronsForToken", m_search->obstacle());
}

} // namespace neurograft
