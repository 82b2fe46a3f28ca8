// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filter_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/example_set.h"
#include "widgets/models/neuron_session.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_items_panel.h"
#include "widgets/panels/examples_panel.h"
#include "widgets/panels/neuron_table_panel.h"

namespace neurograft {

FilterWiring::FilterWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    parts.actions->on("edit.filter", this, [this] { focusFilter(); });
    connect(parts.examples, &ExampleSet::fileChanged, this, &FilterWiring::updateAction);
    connect(parts.neurons, &NeuronSession::resultChanged, this, &FilterWiring::updateAction);
    connect(parts.evaluate, &EvaluateSession::currentChanged, this, &FilterWiring::updateAction);
    connect(parts.pages, &WorkspacePages::pageChanged, this, &FilterWiring::updateAction);
    updateAction();
}

bool FilterWiring::hasExamples() const
{
    return m_parts.examples->file() != nullptr;
}

bool FilterWiring::hasNeurons() const
{
    return m_parts.neurons->rows()->count() > 0;
}

/// Workspace Evaluate with items.
bool FilterWiring::hasItems() const
{
    return m_parts.pages->current() == Workspace::Evaluate && m_parts.evaluate->current() >= 0;
}

void FilterWiring::updateAction()
{
    m_parts.actions->setObstacle("edit.filter",
                                 hasExamples() || hasNeurons() || hasItems()
                                     ? QString()
                                     : tr("Open data, locate neurons or run tasks first."));
}

void FilterWiring::focusFilter()
{
    if (hasItems()) {
        m_parts.evaluateView->items()->focusFilter();
        return;
    }
    WindowDocks* docks = m_parts.docks;
    const Dock* focused = docks->focused();
    const bool isInNeurons =
        m_parts.pages->current() == Workspace::Neurons && focused != docks->examples();
    const bool wantsNeurons = focused == docks->neuronTable() || isInNeurons;
    if (hasNeurons() && (wantsNeurons || !hasExamples())) {
        docks->reveal(docks->neuronTable());
        docks->neuronTable()->findChild<NeuronTablePanel*>()->focusFilter();
    } else {
        docks->reveal(docks->examples());
        docks->examples()->findChild<ExamplesPanel*>()->focusFilter();
    }
}

} // namespace neurograft
