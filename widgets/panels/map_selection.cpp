// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/map_selection.h"

#include "widgets/models/selection_model.h"
#include "widgets/plots/heatmap_chance.h"
#include "widgets/plots/heatmap_plot.h"

#include <QSignalBlocker>
#include <QUndoStack>

#include <algorithm>
#include <iterator>

namespace neurograft {

MapSelection::MapSelection(QObject* parent)
    : QObject(parent), m_ownUndo(new QUndoStack(this)), m_own(new SelectionModel(m_ownUndo, this))
{
    follow(m_own);
}

MapSelection::~MapSelection() = default;

void MapSelection::setModel(SelectionModel* model)
{
    if (model == nullptr && isLinked() && m_model) {
        m_own->setSet(m_model->set(), m_model->setName());
        m_own->select(m_model->primary());
        m_ownUndo->clear();
    }
    follow(model != nullptr ? model : m_own);
}

void MapSelection::follow(SelectionModel* model)
{
    if (m_model) {
        disconnect(m_model, nullptr, this, nullptr);
    }
    m_model = model;
    for (const auto signal : {&SelectionModel::primaryChanged, &SelectionModel::setChanged,
                              &SelectionModel::pinnedChanged}) {
        connect(model, signal, this, &MapSelection::show);
    }
    show();
}

void MapSelection::add(HeatmapPlot* plot, const QString& module)
{
    connect(plot, &HeatmapPlot::selectedCellChanged, this,
            [this, module](int student, int teacher) {
                if (student >= 0 && teacher >= 0) {
                    select(module, {student, teacher});
                }
            });
    connect(plot, &HeatmapPlot::cellClicked, this, [this, module](int student, int teacher) {
        select(module, {student, teacher});
    });
    connect(plot, &HeatmapPlot::cellToggled, this, [this, module](int student, int teacher) {
        m_model->toggleInSet(CellItem{module, student, teacher});
    });
    connect(plot, &HeatmapPlot::brushed, this,
            [this, module](const HeatmapBlock& block) { selectBlock(module, block); });
    m_plots.insert(module, plot);
}

void MapSelection::setSize(int students, int teachers)
{
    if (students != m_students || teachers != m_teachers) {
        m_students = students;
        m_teachers = teachers;
        show();
    }
}

void MapSelection::setPathShown(bool isShown)
{
    m_isPathShown = isShown;
    refresh();
}

void MapSelection::setPairs(const std::vector<HeatmapCell>& pairs)
{
    if (pairs != m_pairs) {
        m_pairs = pairs;
        refresh();
    }
}

void MapSelection::setChanceShown(bool isShown)
{
    m_isChanceShown = isShown;
    refresh();
}

bool MapSelection::isInside(const HeatmapCell& cell) const
{
    return cell.student >= 0 && cell.student < m_students && cell.teacher >= 0
        && cell.teacher < m_teachers;
}

void MapSelection::select(const QString& module, const HeatmapCell& cell)
{
    m_model->select(CellItem{module, cell.student, cell.teacher});
}

void MapSelection::selectBlock(const QString& module, const HeatmapBlock& block)
{
    std::vector<SelectionItem> cells;
    for (int student = block.studentFirst; student <= block.studentLast; ++student) {
        for (int teacher = block.teacherFirst; teacher <= block.teacherLast; ++teacher) {
            cells.emplace_back(CellItem{module, student, teacher});
        }
    }
    m_model->setSet(std::move(cells));
}

HeatmapMarks MapSelection::marksOf(const HeatmapPlot& plot) const
{
    HeatmapMarks marks;
    for (const SelectionItem& item : m_model->set()) {
        if (const auto* cell = std::get_if<CellItem>(&item)) {
            marks.set.push_back({cell->student, cell->teacher});
        }
    }
    if (const auto* cell = std::get_if<CellItem>(&m_model->pinned())) {
        if (isInside({cell->student, cell->teacher})) {
            marks.pinned = HeatmapCell{cell->student, cell->teacher};
        }
    }
    if (!std::holds_alternative<CellItem>(m_item)) {
        marks.studentLayer = layerOf(m_item, Role::Student);
        marks.teacherLayer = layerOf(m_item, Role::Teacher);
    }
    if (m_isPathShown && plot.data()) {
        marks.path = bestMatches(*plot.data());
    }
    if (m_isChanceShown && plot.data()) {
        marks.chance = chanceContour(*plot.data());
    }
    std::copy_if(m_pairs.begin(), m_pairs.end(), std::back_inserter(marks.pairs),
                 [this](const HeatmapCell& cell) { return isInside(cell); });
    return marks;
}

void MapSelection::show()
{
    if (!std::holds_alternative<RowItem>(m_model->primary())) { // a row says nothing about layers
        m_item = m_model->primary();
    }
    m_cell.reset();
    if (const auto* cell = std::get_if<CellItem>(&m_item)) {
        const HeatmapCell place{cell->student, cell->teacher};
        m_cell = isInside(place) ? std::optional(place) : std::nullopt;
        m_module = cell->module;
    }
    refresh();
    Q_EMIT changed();
}

void MapSelection::refresh()
{
    for (HeatmapPlot* plot : std::as_const(m_plots)) {
        const QSignalBlocker blocker(plot);
        plot->setSelectedCell(m_cell);
        plot->setMarks(marksOf(*plot));
    }
}

void MapSelection::moveModule(int step)
{
    const auto* cell = std::get_if<CellItem>(&m_model->primary());
    if (m_modules.isEmpty()) {
        return;
    }
    const qsizetype at = cell != nullptr ? m_modules.indexOf(cell->module) : -1;
    const qsizetype count = m_modules.size();
    const qsizetype next = at < 0 ? 0 : (at + step + count) % count;
    const HeatmapCell place =
        cell != nullptr ? HeatmapCell{cell->student, cell->teacher} : HeatmapCell{0, 0};
    select(m_modules[next], place);
    HeatmapPlot* plot = m_plots.value(m_modules[next]);
    const bool hasFocus = std::any_of(m_plots.cbegin(), m_plots.cend(),
                                      [](const HeatmapPlot* other) { return other->hasFocus(); });
    if (plot != nullptr && hasFocus) {
        plot->setFocus(Qt::OtherFocusReason);
    }
}

void MapSelection::moveLayer(int step)
{
    const auto moved = [step](int layer, int count) {
        return count > 0 ? std::clamp(layer + step, 0, count - 1) : std::max(0, layer + step);
    };
    SelectionItem item = m_model->primary();
    if (auto* cell = std::get_if<CellItem>(&item)) {
        cell->student = moved(cell->student, m_students);
    } else if (auto* layer = std::get_if<LayerItem>(&item)) {
        layer->layer = moved(layer->layer, layer->role == Role::Student ? m_students : m_teachers);
    } else {
        return;
    }
    m_model->select(item);
}

void MapSelection::focusLayer(Role role)
{
    const int layer = layerOf(m_model->primary(), role);
    if (layer >= 0) {
        m_model->select(LayerItem{role, layer});
    }
}

QString MapSelection::translation()
{
    return tr("Follows the shared selection: a cell is framed in every map, the set outlined, the "
              "pinned cell dashed. A layer, neuron or point shows as a row (student) or a column "
              "(teacher). An item of the data changes nothing here.");
}

} // namespace neurograft
