// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/examples_wiring.h"

#include "app/row_edit_wiring.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/dock.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_table_model.h"
#include "widgets/panels/examples_panel.h"

namespace neurograft {

ExamplesWiring::ExamplesWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    Dock* dock = parts.docks->examples();
    m_panel = new ExamplesPanel(parts.examples, parts.exampleTable, parts.slices, parts.selection,
                                parts.lane, dock);
    dock->setContent(m_panel);
    WindowActions* actions = parts.actions;
    connect(m_panel, &ExamplesPanel::dataWanted, actions->find("data.openData"), &QAction::trigger);
    connect(m_panel, &ExamplesPanel::promptWanted, actions->find("data.newPrompt"),
            &QAction::trigger);
    new RowEditWiring(parts, m_panel, this);
    connect(dock, &Dock::linkedChanged, this, [this, dock](bool isLinked) {
        m_panel->setLinked(isLinked);
        dock->setFrozenOn(isLinked ? QString() : m_panel->currentGoTo());
    });
    connect(m_panel, &ExamplesPanel::rowShown, this, [this, dock] {
        dock->setFrozenOn(dock->isLinked() ? QString() : m_panel->currentGoTo());
    });

    actions->on("slices.new", this, [this] { m_panel->newSliceFromFilter(); });
    actions->on("slices.manage", this, [this] { m_panel->manageSlices(); });
    actions->on("data.lengths", this, [this] {
        m_parts.docks->reveal(m_parts.docks->examples());
        m_panel->showLengths(true);
    });
    QAction* loss = actions->on("data.lossTokens", this, [] {});
    loss->setChecked(m_panel->isLossShown());
    connect(loss, &QAction::toggled, m_panel, [this](bool isShown) {
        m_panel->setLossShown(isShown);
        m_panel->showLengths(false);
    });
    connect(parts.examples, &ExampleSet::fileChanged, this, &ExamplesWiring::updateActions);
    connect(parts.exampleTable, &ExampleTableModel::shownChanged, this,
            &ExamplesWiring::updateActions);
    updateActions();
}

void ExamplesWiring::updateActions()
{
    const QString noData = m_parts.examples->file() ? QString() : tr("Open data first.");
    for (const char* name : {"slices.manage", "data.lengths", "data.lossTokens"}) {
        m_parts.actions->setObstacle(name, noData);
    }
    const bool hasRows = m_parts.exampleTable->rowCount() > 0;
    m_parts.actions->setObstacle("slices.new",
                                 !noData.isEmpty() ? noData
                                     : hasRows     ? QString()
                                                   : tr("No row matches the filter."));
}

} // namespace neurograft
