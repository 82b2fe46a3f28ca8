// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mask_wiring.h"

#include "app/window_actions.h"
#include "core/study/layer_mask.h"
#include "widgets/dialogs/mask_dialog.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/similarity_panes.h"

#include <QActionGroup>
#include <QInputDialog>
#include <QMainWindow>

namespace neurograft {

namespace {

const QString kBand = QStringLiteral("band:");
constexpr int kFirstBand = 3;
constexpr int kWidestBand = 200;

const char* entryOf(const QString& shape)
{
    return shape.startsWith(kBand)          ? "maskShape.band"
        : isCustomMask(shape.toStdString()) ? "maskShape.custom"
        : shape == QLatin1String("lower")   ? "maskShape.lower"
                                            : "maskShape.upper";
}

/// Cells of a set; what is no cell is left out.
std::vector<HeatmapCell> cellsOf(const std::vector<SelectionItem>& items)
{
    std::vector<HeatmapCell> cells;
    for (const SelectionItem& item : items) {
        if (const auto* cell = std::get_if<CellItem>(&item)) {
            cells.push_back({cell->student, cell->teacher});
        }
    }
    return cells;
}

} // namespace

MaskWiring::MaskWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    auto* group = new QActionGroup(this);
    for (const char* name :
         {"maskShape.upper", "maskShape.lower", "maskShape.band", "maskShape.custom"}) {
        actions->find(name)->setCheckable(true);
        group->addAction(actions->find(name));
    }
    actions->on("maskShape.upper", this, [this] { setShape(QStringLiteral("upper")); });
    actions->on("maskShape.lower", this, [this] { setShape(QStringLiteral("lower")); });
    actions->on("maskShape.band", this, [this] { chooseBand(); });
    actions->on("maskShape.custom", this, [this] { chooseCells(); });
    const auto follow = [this](const SimilarityView* pane) {
        connect(pane->grid(), &HeatmapGrid::maskShapeChanged, this, &MaskWiring::showShape);
    };
    follow(parts.similarity->first());
    connect(parts.similarity, &SimilarityPanes::paneMade, this, follow);
    connect(parts.similarity, &SimilarityPanes::currentChanged, this, &MaskWiring::showShape);
    connect(parts.session, &SimilaritySession::figureChanged, this, &MaskWiring::updateActions);
    showShape();
    updateActions();
}

void MaskWiring::updateActions()
{
    m_parts.actions->setObstacle("maskShape.custom",
                                 m_parts.similarity->grid()->students() > 0
                                     ? QString()
                                     : tr("There are no maps yet: run similarity."));
}

void MaskWiring::chooseBand()
{
    showShape(); // nothing is chosen yet
    auto* dialog = new QInputDialog(m_parts.window);
    dialog->setObjectName(QStringLiteral("bandDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Band mask"));
    dialog->setLabelText(tr("Teacher layers on either side of the same relative depth:"));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(0, kWidestBand);
    const QString shape = m_parts.similarity->grid()->maskShape();
    dialog->setIntValue(shape.startsWith(kBand) ? shape.mid(kBand.size()).toInt() : kFirstBand);
    connect(dialog, &QInputDialog::intValueSelected, this,
            [this](int width) { setShape(kBand + QString::number(width)); });
    dialog->open();
}

void MaskWiring::chooseCells()
{
    showShape(); // nothing is chosen yet
    const HeatmapGrid* grid = m_parts.similarity->grid();
    auto* dialog = new MaskDialog(grid->students(), grid->teachers(), grid->maskShape(),
                                  cellsOf(m_parts.selection->set()), m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { setShape(dialog->mask()); });
    dialog->open();
}

void MaskWiring::setShape(const QString& shape)
{
    HeatmapGrid* grid = m_parts.similarity->grid();
    const QString before = grid->maskShape();
    m_parts.actions->find("view.mask")->setChecked(true); // a shape is chosen to be seen
    if (shape != before) {
        grid->setMaskShape(shape);
        m_parts.viewUndo->record(
            tr("Mask shape"), [grid, before] { grid->setMaskShape(before); },
            [grid, shape] { grid->setMaskShape(shape); });
    }
}

void MaskWiring::showShape()
{
    const QString shape = m_parts.similarity->grid()->maskShape();
    QAction* band = m_parts.actions->find("maskShape.band");
    band->setText(shape.startsWith(kBand) ? tr("&Band… (%1)").arg(shape.mid(kBand.size()))
                                          : tr("&Band…"));
    m_parts.actions->find(entryOf(shape))->setChecked(true);
}

} // namespace neurograft
