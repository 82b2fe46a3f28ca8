// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/compare_look_wiring.h"

#include "app/mask_wiring.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "core/run/data_preview.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/link_chip.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/pinned_result.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/color_panel.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/map_selection.h"
#include "widgets/panels/similarity_view.h"

#include <QActionGroup>
#include <QMainWindow>
#include <QUndoStack>

namespace neurograft {

namespace {

QString starredName()
{
    return CompareLookWiring::tr("starred rows");
}

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
    parts.similarity->follow(parts.selection, parts.undo);
    new MaskWiring(parts, this);
    connectPin();
    connectPath();
    connectToggles();
    connectSelectionKeys();
    connectZoom();
    connectRows();
    fillDocks();
    HeatmapGrid* grid = parts.similarity->grid();
    grid->setContextMenuPolicy(Qt::ActionsContextMenu);
    for (const char* name :
         {"edit.copy", "edit.copyFigure", "edit.copyCommand", "edit.copyGoTo", "edit.bookmark",
          "edit.pin", "view.difference", "view.inspect", "view.focusTeacher", "view.focusStudent",
          "view.asTable", "figure.exportFigure", "figure.color"}) {
        grid->addAction(parts.actions->find(name));
    }
    connect(parts.selection, &SelectionModel::primaryChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.selection, &SelectionModel::pinnedChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.session, &SimilaritySession::figureChanged, this,
            &CompareLookWiring::updateActions);
    connect(parts.similarity->pinned(), &PinnedResult::changed, this,
            &CompareLookWiring::updateActions);
    updateActions();
}

void CompareLookWiring::connectPin()
{
    SimilarityView* view = m_parts.similarity;
    m_parts.actions->on("edit.pin", this, [this, view] {
        m_parts.undo->beginMacro(tr("Pin as A"));
        m_parts.selection->pin();
        view->pinShown();
        m_parts.undo->endMacro();
        m_parts.toast(view->pinned()->figure() != nullptr
                          ? tr("%1 is pinned as A.").arg(view->pinned()->name())
                          : tr("%1 is pinned as A.").arg(goToText(m_parts.selection->pinned())));
    });
    m_parts.actions->on("edit.unpin", this, [this, view] {
        m_parts.undo->beginMacro(tr("Unpin"));
        m_parts.selection->unpin();
        view->pinned()->unpin();
        m_parts.undo->endMacro();
    });
    connect(m_parts.session, &SimilaritySession::stateChanged, view,
            [view, session = m_parts.session] {
                if (session->resultPath().isEmpty()) {
                    view->pinned()->reset(); // closed
                }
            });
    QAction* difference = m_parts.actions->find("view.difference");
    connect(difference, &QAction::toggled, this, [this, view](bool isShown) {
        view->setDifferenceShown(isShown);
        updateActions();
    });
    m_parts.viewUndo->watch(difference);
}

void CompareLookWiring::connectPath()
{
    SimilarityView* view = m_parts.similarity;
    auto* group = new QActionGroup(this);
    QAction* none =
        m_parts.actions->on("path.none", view, [view] { view->setPath(QStringLiteral("none")); });
    QAction* best =
        m_parts.actions->on("path.best", view, [view] { view->setPath(QStringLiteral("best")); });
    group->addAction(none);
    group->addAction(best);
    none->setChecked(true);
    connect(view, &SimilarityView::pathChanged, this, [none, best](const QString& path) {
        (path == QLatin1String("best") ? best : none)->setChecked(true);
    });
}

void CompareLookWiring::connectToggles()
{
    SimilarityView* view = m_parts.similarity;
    QAction* profiles = m_parts.actions->find("view.profiles");
    connect(profiles, &QAction::toggled, view, &SimilarityView::setProfilesShown);
    QAction* table = m_parts.actions->find("view.asTable");
    connect(table, &QAction::toggled, view, &SimilarityView::setTableShown);
    for (QAction* action : {profiles, table}) {
        m_parts.actions->setObstacle(action, {});
        m_parts.viewUndo->watch(action);
    }
}

void CompareLookWiring::connectSelectionKeys()
{
    MapSelection* maps = m_parts.similarity->grid()->selection();
    WindowActions* actions = m_parts.actions;
    actions->on("view.focusTeacher", maps, [maps] { maps->focusLayer(Role::Teacher); });
    actions->on("view.focusStudent", maps, [maps] { maps->focusLayer(Role::Student); });
    actions->on("view.nextModule", maps, [maps] { maps->moveModule(1); });
    actions->on("view.previousModule", maps, [maps] { maps->moveModule(-1); });
    actions->on("view.nextLayer", maps, [maps] { maps->moveLayer(1); });
    actions->on("view.previousLayer", maps, [maps] { maps->moveLayer(-1); });
    const auto inspect = [docks = m_parts.docks] { docks->reveal(docks->inspector()); };
    actions->on("view.inspect", m_parts.docks, inspect);
    connect(m_parts.similarity->grid(), &HeatmapGrid::activated, m_parts.docks, inspect);
}

void CompareLookWiring::connectZoom()
{
    HeatmapGrid* grid = m_parts.similarity->grid();
    connect(grid, &HeatmapGrid::shownChanged, this, [this, grid] { m_view = grid->view(); });
    connect(grid, &HeatmapGrid::viewChanged, this, [this, grid](const HeatmapView& view) {
        m_parts.viewUndo->record(
            tr("Zoom"),
            [this, grid, before = m_view] {
                grid->setView(before);
                m_view = before;
            },
            [this, grid, view] {
                grid->setView(view);
                m_view = view;
            },
            QStringLiteral("zoom"));
        m_view = view;
    });
}

void CompareLookWiring::connectRows()
{
    connect(m_parts.examples, &ExampleSet::fileChanged, this, &CompareLookWiring::showRowChoices);
    connect(m_parts.slices, &ExampleSlices::changed, this, &CompareLookWiring::showRowChoices);
    connect(m_parts.similarity->controls(), &SimilarityControls::rowsChosen, this,
            &CompareLookWiring::chooseRows);
    showRowChoices();
}

void CompareLookWiring::showRowChoices()
{
    const QString data = m_parts.examples->name();
    QStringList names = m_parts.slices->slices(data);
    if (!m_parts.slices->starred(data).empty()) {
        names.prepend(starredName());
    }
    m_parts.similarity->controls()->setRowChoices(names);
}

void CompareLookWiring::chooseRows(const QString& name)
{
    const QString data = m_parts.examples->name();
    const std::vector<int> rows =
        name == starredName() ? m_parts.slices->starred(data) : m_parts.slices->rows(data, name);
    m_parts.session->setRows(
        rows.empty() ? std::nullopt
                     : std::optional(std::vector<std::int64_t>(rows.begin(), rows.end())));
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
    docks->color()->setContent(new ColorPanel(m_parts.similarity->grid(),
                                              m_parts.actions->find("view.lock"), docks->color()));
    m_parts.actions->on("figure.color", docks, [docks] { docks->reveal(docks->color()); });
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
    const bool hasFigure = m_parts.session->figure() != nullptr;
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
