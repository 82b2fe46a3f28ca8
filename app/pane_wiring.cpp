// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pane_wiring.h"

#include "app/window_actions.h"
#include "widgets/frame/pane_switch.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_session.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/similarity_panes.h"

#include <QActionGroup>

#include <memory>

namespace neurograft {

namespace {

constexpr std::pair<const char*, QAction * SimilarityActions::*> kEntries[] = {
    {"view.lock", &SimilarityActions::lock},
    {"view.mask", &SimilarityActions::mask},
    {"view.transpose", &SimilarityActions::transpose},
    {"view.chance", &SimilarityActions::chance},
    {"view.difference", &SimilarityActions::difference},
    {"view.profiles", &SimilarityActions::profiles},
    {"view.asTable", &SimilarityActions::table}};

QString starredName()
{
    return PaneWiring::tr("starred rows");
}

} // namespace

PaneWiring::PaneWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    SimilarityPanes* panes = parts.similarity;
    WindowActions* actions = parts.actions;
    for (const auto& [name, member] : kEntries) {
        QAction* entry = actions->find(name);
        actions->setObstacle(entry, {});
        m_entries.append({new PaneEntry(entry, this), member});
    }
    actions->on("view.split", this, [this] { split(); });
    actions->on("view.duplicate", panes, [panes] { panes->addPane(panes->current()->look()); });
    connectPath();
    connect(parts.transfer, &TransferSession::resultChanged, this, &PaneWiring::showTransferPairs);
    for (SimilarityView* pane : panes->panes()) {
        connectPane(pane);
    }
    connect(panes, &SimilarityPanes::paneMade, this, &PaneWiring::connectPane);
    connect(panes, &SimilarityPanes::currentChanged, this, &PaneWiring::showCurrent);
    connect(parts.pages, &WorkspacePages::pageChanged, this, &PaneWiring::updateActions);
    connect(parts.pages, &WorkspacePages::pageChanged, this, &PaneWiring::showCurrent);
    connect(parts.examples, &ExampleSet::fileChanged, this, &PaneWiring::showRowChoices);
    connect(parts.slices, &ExampleSlices::changed, this, &PaneWiring::showRowChoices);
    showRowChoices();
    showCurrent();
    updateActions();
}

void PaneWiring::connectPane(SimilarityView* pane)
{
    for (QAction* SimilarityActions::*const member : kPaneSwitches) {
        m_parts.viewUndo->watch(pane->switches().*member);
    }
    connectZoom(pane);
    HeatmapGrid* grid = pane->grid();
    grid->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const char* name :
         {"edit.copy", "edit.copyFigure", "edit.copyCommand", "edit.copyGoTo", "edit.bookmark",
          "edit.pin", "view.difference", "view.inspect", "view.focusTeacher", "view.focusStudent",
          "view.asTable", "view.split", "view.duplicate", "figure.exportFigure", "figure.color"}) {
        grid->addAction(m_parts.actions->find(name));
    }
    connect(grid, &HeatmapGrid::activated, m_parts.actions->find("view.inspect"),
            &QAction::trigger);
    connect(pane->controls(), &SimilarityControls::rowsChosen, this,
            [this, pane](const QString& name) { chooseRows(pane, name); });
    connect(pane, &SimilarityView::pathChanged, this, &PaneWiring::showCurrent);
    showRowChoices();
    showTransferPairs();
}

void PaneWiring::connectZoom(SimilarityView* pane)
{
    HeatmapGrid* grid = pane->grid();
    const auto before = std::make_shared<HeatmapView>(grid->view()); // the next zoom
    connect(grid, &HeatmapGrid::shownChanged, this, [grid, before] { *before = grid->view(); });
    connect(grid, &HeatmapGrid::viewChanged, this,
            [this, grid, before, pane](const HeatmapView& view) {
                const auto show = [grid, before](const HeatmapView& shown) {
                    grid->setView(shown);
                    *before = shown;
                };
                m_parts.viewUndo->record(
                    tr("Zoom"), [show, was = *before] { show(was); }, [show, view] { show(view); },
                    QStringLiteral("zoom") + pane->suffix());
                *before = view;
            });
}

void PaneWiring::connectPath()
{
    auto* group = new QActionGroup(this);
    for (const char* word : {"none", "best", "run"}) {
        const QByteArray name = QByteArray("path.") + word;
        group->addAction(
            m_parts.actions->on(name.constData(), this, [this, path = QString::fromLatin1(word)] {
                m_parts.similarity->current()->setPath(path);
            }));
    }
}

void PaneWiring::split()
{
    // The same numbers, looked at as a view is at first.
    SimilarityLook look;
    look.options = m_parts.similarity->session()->options();
    m_parts.similarity->addPane(look);
}

void PaneWiring::showCurrent()
{
    const SimilarityView* pane = m_parts.similarity->current();
    for (const auto& [entry, member] : std::as_const(m_entries)) {
        // In workspace Neurons the table is another one.
        const bool isTaken =
            member == &SimilarityActions::table && m_parts.pages->current() == Workspace::Neurons;
        entry->setSwitch(isTaken ? nullptr : pane->switches().*member);
    }
    m_parts.actions->find((QLatin1String("path.") + pane->path()).toLatin1().constData())
        ->setChecked(true);
}

/// The layers that the transfer shown really used, over the maps of every pane.
void PaneWiring::showTransferPairs()
{
    const auto result = m_parts.transfer->result();
    const std::vector<HeatmapCell> pairs =
        result ? usedLayerPairs(*result) : std::vector<HeatmapCell>();
    for (SimilarityView* pane : m_parts.similarity->panes()) {
        pane->setTransferPairs(pairs, m_parts.transfer->resultName());
    }
    m_parts.actions->setObstacle(
        "path.run",
        pairs.empty() ? tr("Open a transfer that paired layers (workspace Transfer).") : QString());
}

void PaneWiring::showRowChoices()
{
    const QString data = m_parts.examples->name();
    QStringList names = m_parts.slices->slices(data);
    if (!m_parts.slices->starred(data).empty()) {
        names.prepend(starredName());
    }
    for (const SimilarityView* pane : m_parts.similarity->panes()) {
        pane->controls()->setRowChoices(names);
    }
}

void PaneWiring::chooseRows(SimilarityView* pane, const QString& name)
{
    const QString data = m_parts.examples->name();
    const std::vector<int> rows =
        name == starredName() ? m_parts.slices->starred(data) : m_parts.slices->rows(data, name);
    pane->session()->setRows(
        rows.empty() ? std::nullopt
                     : std::optional(std::vector<std::int64_t>(rows.begin(), rows.end())));
}

void PaneWiring::updateActions()
{
    const WorkspacePages* pages = m_parts.pages;
    const bool isCompare = pages->current() == Workspace::Compare && !pages->isStartShown();
    for (const char* name : {"view.split", "view.duplicate"}) {
        m_parts.actions->setObstacle(
            name,
            isCompare ? QString() : tr("Panes stand beside each other in workspace Compare."));
    }
}

} // namespace neurograft
