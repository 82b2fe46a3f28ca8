// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_look_wiring.h"

#include "app/mask_wiring.h"
#include "app/pane_wiring.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "core/run/data_preview.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/link_chip.h"
#include "widgets/models/example_set.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/color_panel.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/map_selection.h"
#include "widgets/panels/similarity_panes.h"

#include <QMainWindow>
#include <QUndoStack>

namespace neurograft {

namespace {

/// Prompt and response of a row of the open data; empty for other data.
QString textOf(const ExampleSet& examples, const RowItem& item)
{
    const std::shared_ptr<const DataFile> file = examples.file();
    const int row = item.row - 1;
    if (!file || item.data != examples.name() || row < 0 || row >= file->rows()) {
        return {};
    }
    const std::string_view line = file->line(row);
    return file->facts(row).isUsable
        ? QString::fromStdString(file->row(row).text())
        : QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
}

} // namespace

CompareLookWiring::CompareLookWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    new MaskWiring(parts, this);
    new PaneWiring(parts, this);
    connectPin();
    connectSelectionKeys();
    fillDocks();
    connect(parts.selection, &SelectionModel::primaryChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.selection, &SelectionModel::pinnedChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.session, &SimilaritySession::figureChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.similarity->pinned(), &PinnedResult::changed, this,
            &CompareLookWiring::updateActions);
    connect(parts.similarity, &SimilarityPanes::currentChanged, this,
            &CompareLookWiring::updateActions);
    updateActions();
}

void CompareLookWiring::connectPin()
{
    PinnedResult* pinned = m_parts.similarity->pinned();
    m_parts.actions->on("edit.pin", this, [this, pinned] {
        m_parts.undo->beginMacro(tr("Pin as A"));
        m_parts.selection->pin();
        m_parts.similarity->current()->pinShown();
        m_parts.undo->endMacro();
        m_parts.toast(pinned->figure() != nullptr
                          ? tr("%1 is pinned as A.").arg(pinned->name())
                          : tr("%1 is pinned as A.").arg(goToText(m_parts.selection->pinned())));
    });
    m_parts.actions->on("edit.unpin", this, [this, pinned] {
        m_parts.undo->beginMacro(tr("Unpin"));
        m_parts.selection->unpin();
        pinned->unpin();
        m_parts.undo->endMacro();
    });
    connect(m_parts.session, &SimilaritySession::stateChanged, pinned,
            [pinned, session = m_parts.session] {
                if (session->resultPath().isEmpty()) {
                    pinned->reset(); // closed
                }
            });
    connect(m_parts.actions->find("view.difference"), &QAction::toggled, this,
            &CompareLookWiring::updateActions);
}

void CompareLookWiring::connectSelectionKeys()
{
    const auto maps = [panes = m_parts.similarity] { return panes->grid()->selection(); };
    WindowActions* actions = m_parts.actions;
    actions->on("view.focusTeacher", this, [maps] { maps()->focusLayer(Role::Teacher); });
    actions->on("view.focusStudent", this, [maps] { maps()->focusLayer(Role::Student); });
    actions->on("view.nextModule", this, [maps] { maps()->moveModule(1); });
    actions->on("view.previousModule", this, [maps] { maps()->moveModule(-1); });
    actions->on("view.nextLayer", this, [maps] { maps()->moveLayer(1); });
    actions->on("view.previousLayer", this, [maps] { maps()->moveLayer(-1); });
    actions->on("view.inspect", m_parts.docks,
                [docks = m_parts.docks] { docks->reveal(docks->inspector()); });
}

void CompareLookWiring::fillDocks()
{
    WindowDocks* docks = m_parts.docks;
    InspectorActions offered;
    offered.bookmark = m_parts.actions->find("edit.bookmark");
    offered.pin = m_parts.actions->find("edit.pin");
    offered.copyGoTo = m_parts.actions->find("edit.copyGoTo");
    offered.explain = m_parts.actions->find("help.explain");
    auto* inspector = new InspectorPanel(m_parts.selection, m_parts.similarity->grid(),
                                         m_parts.pair, offered, docks->inspector());
    docks->inspector()->setContent(inspector);
    connect(docks->inspector(), &Dock::linkedChanged, inspector,
            [inspector, dock = docks->inspector()](bool isLinked) {
                inspector->setLinked(isLinked);
                dock->setFrozenOn(isLinked ? QString() : goToText(inspector->item()));
            });
    inspector->setRowText([examples = m_parts.examples](
                              const RowItem& row, const std::function<void(const QString&)>& tell) {
        tell(textOf(*examples, row));
    });
    connect(inspector, &InspectorPanel::exampleWanted, this, &CompareLookWiring::showExample);
    connect(m_parts.session, &SimilaritySession::stateChanged, inspector,
            [inspector, session = m_parts.session] {
                inspector->setReached(session->isRunning() ? shortProgressText(*session->job())
                                                           : QString());
            });
    auto* colors = new ColorPanel(m_parts.similarity->grid(), m_parts.actions->find("view.lock"),
                                  docks->color());
    docks->color()->setContent(colors);
    connectColorGroup(colors);
    connect(m_parts.similarity, &SimilarityPanes::currentChanged, this, [this, inspector, colors] {
        inspector->setGrid(m_parts.similarity->grid());
        colors->setGrid(m_parts.similarity->grid());
    });
    m_parts.actions->on("figure.color", docks, [docks] { docks->reveal(docks->color()); });
}

void CompareLookWiring::connectColorGroup(ColorPanel* colors)
{
    SimilarityPanes* panes = m_parts.similarity;
    connect(colors, &ColorPanel::groupChosen, panes, &SimilarityPanes::setColorsShared);
    connect(panes, &SimilarityPanes::colorsSharedChanged, colors,
            [colors, panes] { colors->setGroup(panes->areColorsShared()); });
}

void CompareLookWiring::showExample()
{
    // The most similar pair of layers of the first map.
    const std::vector<const HeatmapData*> panels = m_parts.similarity->grid()->shownPanels();
    if (panels.empty()) {
        return;
    }
    const HeatmapStatistics shown = heatmapStatistics(*panels.front(), true);
    if (shown.count > 0) {
        m_parts.selection->select(
            CellItem{panels.front()->module, shown.highest.student, shown.highest.teacher});
    }
}

void CompareLookWiring::updateActions()
{
    WindowActions* actions = m_parts.actions;
    const SelectionItem& primary = m_parts.selection->primary();
    const bool hasFigure = m_parts.similarity->session()->figure() != nullptr;
    const bool isPinned = m_parts.similarity->pinned()->figure() != nullptr;
    const QString nothing = isNothing(primary) ? tr("Nothing is selected.") : QString();
    actions->setObstacle("edit.pin",
                         hasFigure                ? QString()
                             : isNothing(primary) ? tr("Nothing is shown or selected.")
                                                  : QString());
    actions->setObstacle(
        "edit.unpin",
        isPinned || !isNothing(m_parts.selection->pinned()) ? QString() : tr("Nothing is pinned."));
    const bool isOn = actions->find("view.difference")->isChecked(); // then it can be left
    actions->setObstacle("view.difference",
                         isPinned || isOn ? QString() : tr("Pin a result as A first (P)."));
    actions->setObstacle("view.focusTeacher",
                         layerOf(primary, Role::Teacher) < 0
                             ? tr("The selected item names no teacher layer.")
                             : QString());
    actions->setObstacle("view.focusStudent",
                         layerOf(primary, Role::Student) < 0
                             ? tr("The selected item names no student layer.")
                             : QString());
    actions->setObstacle("view.nextLayer", nothing);
    actions->setObstacle("view.previousLayer", nothing);
    actions->setObstacle("view.inspect", nothing);
}

} // namespace neurograft
