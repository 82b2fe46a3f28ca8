// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/go_to_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/example_set.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/similarity_panes.h"

namespace neurograft {

namespace {

GoToSizes::Model sizesOf(const ModelSlot& slot)
{
    GoToSizes::Model sizes;
    if (slot.state == SlotState::Empty) {
        sizes.layers = 0;
    } else if (slot.state == SlotState::Ready) {
        const ModelReport& report = *slot.report;
        sizes.layers = static_cast<int>(report.layers);
        sizes.intermediate = static_cast<int>(report.intermediateSize);
        sizes.attention = static_cast<int>(report.heads * report.headDim);
        sizes.keyValue = static_cast<int>(report.kvHeads * report.headDim);
    }
    return sizes;
}

} // namespace

GoToWiring::GoToWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    parts.goTo->setSources([this] { return sizes(); }, [this] { return actions(); });
    connect(parts.goTo, &GoToBox::chosen, this, &GoToWiring::goTo);
    connect(parts.goTo, &GoToBox::chosenBeside, this, &GoToWiring::goToBeside);
    parts.actions->on("view.goTo", this, [this] { m_parts.goTo->begin(); });
}

GoToSizes GoToWiring::sizes() const
{
    GoToSizes sizes;
    sizes.teacher = sizesOf(m_parts.pair->model(Role::Teacher));
    sizes.student = sizesOf(m_parts.pair->model(Role::Student));
    if (const std::shared_ptr<const HeatmapFigure> figure = m_parts.session->figure()) {
        for (const HeatmapData& panel : figure->panels) {
            sizes.modules << panel.module;
            if (sizes.teacher.layers <= 0) { // a result without its models
                sizes.teacher.layers = panel.teachers;
            }
            if (sizes.student.layers <= 0) {
                sizes.student.layers = panel.students;
            }
        }
    }
    sizes.data = m_parts.examples->name();
    sizes.rows = m_parts.examples->rows();
    sizes.sets = m_parts.bookmarks->setNames();
    if (m_parts.runs->rowCount() > 0) {
        sizes.runs = m_parts.runs->run(0).number; // the newest comes first
    }
    return sizes;
}

std::vector<GoToAction> GoToWiring::actions() const
{
    std::vector<GoToAction> found;
    for (QAction* action : m_parts.actions->all()) {
        found.push_back(
            {action, m_parts.actions->menuTitle(action), m_parts.actions->obstacle(action)});
    }
    return found;
}

void GoToWiring::goTo(const GoToTarget& target)
{
    if (const auto* item = std::get_if<SelectionItem>(&target)) {
        show(*item);
    } else if (const auto* set = std::get_if<SetTarget>(&target)) {
        const int row = m_parts.bookmarks->findSet(set->name);
        if (row >= 0) {
            m_parts.selection->setSet(m_parts.bookmarks->at(row).items(), set->name);
        }
    }
}

/// Alt+Enter: in a pane of its own, so that what is looked at stays. What maps do not show goes
/// where Enter leads.
void GoToWiring::goToBeside(const GoToTarget& target)
{
    const auto* item = std::get_if<SelectionItem>(&target);
    const bool isOfMaps = item != nullptr && !std::holds_alternative<NeuronItem>(*item)
        && !std::holds_alternative<RowItem>(*item);
    if (!isOfMaps) {
        Q_EMIT m_parts.goTo->chosen(target);
        return;
    }
    m_parts.pages->setCurrent(Workspace::Compare);
    m_parts.compare->showSimilarity();
    SimilarityLook look = m_parts.similarity->current()->look();
    look.isLinked = false;
    look.frozenOn = goToText(*item);
    m_parts.similarity->addPane(look);
}

void GoToWiring::show(const SelectionItem& item)
{
    if (std::holds_alternative<NeuronItem>(item)) {
        m_parts.pages->setCurrent(Workspace::Neurons);
    } else if (std::holds_alternative<RowItem>(item)) {
        m_parts.docks->reveal(m_parts.docks->examples());
    } else {
        m_parts.pages->setCurrent(Workspace::Compare);
    }
    m_parts.selection->select(item);
}

} // namespace neurograft
