// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate_item_wiring.h"

#include "app/text_export.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "core/data/dataset.h"
#include "core/evaluate/score_table.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/evaluation_export.h"
#include "widgets/models/locate_input.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/evaluation_items_panel.h"
#include "widgets/panels/locate_bar.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/playground_panel.h"

#include <nlohmann/json.hpp>

#include <QAction>
#include <QActionGroup>
#include <QFileInfo>

namespace neurograft {

namespace {

const QString kLatexChannel = QStringLiteral("evaluate.latex");

/// What the item should be answered with, as a target of LaTen: the letter behind the blank of its
/// token, the number, the response; of code nothing, its gold is tests.
std::string targetOf(const EvaluationItem& item, const QString& task)
{
    if (task == QLatin1String("humaneval") || task == QLatin1String("mbpp")) {
        return {};
    }
    const bool needsBlank = task != QLatin1String("exact") && !item.prompt.empty()
        && item.prompt.back() != ' ' && item.prompt.back() != '\n';
    return needsBlank ? ' ' + item.gold : item.gold;
}

} // namespace

EvaluateItemWiring::EvaluateItemWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connectFlips();
    connectItem();
    connectTables();
    connect(parts.evaluateView, &EvaluateView::chosenItemChanged, this, [this] {
        followItem();
        updateActions();
    });
    connect(parts.evaluateView, &EvaluateView::boardShown, this,
            &EvaluateItemWiring::updateActions);
    connect(parts.evaluate, &EvaluateSession::stateChanged, this,
            &EvaluateItemWiring::updateActions);
    connect(parts.evaluateView->board()->model(), &EvaluationBoardModel::tableChanged, this,
            &EvaluateItemWiring::updateActions);
    updateActions();
}

void EvaluateItemWiring::connectFlips()
{
    EvaluationItemsPanel* panel = m_parts.evaluateView->items();
    auto* group = new QActionGroup(this);
    group->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    const auto connectFlip = [this, panel, group](const char* name, const QSet<Flip>& flips) {
        QAction* action = m_parts.actions->on(name, this, [this, panel, flips] {
            m_parts.pages->setCurrent(Workspace::Evaluate);
            panel->setFlips(flips);
        });
        group->addAction(action);
        const auto show = [this, action, flips] {
            action->setChecked(m_parts.evaluateView->flips() == flips);
        };
        connect(panel, &EvaluationItemsPanel::flipsChanged, action, show);
        show();
    };
    connectFlip("flips.all", {});
    connectFlip("flips.lost", {Flip::Lost});
    connectFlip("flips.gained", {Flip::Gained});
}

void EvaluateItemWiring::connectItem()
{
    m_parts.actions->on("evaluate.locateItem", this, [this] { locate(); });
    m_parts.actions->on("evaluate.askItem", this, [this] { ask(); });
    m_parts.actions->on("evaluate.textDiff", this,
                        [this] { m_parts.pages->setCurrent(Workspace::Evaluate); });
    connect(m_parts.evaluateView->items(), &EvaluationItemsPanel::itemActivated, this,
            [this] { locate(); });
}

void EvaluateItemWiring::connectTables()
{
    m_parts.actions->on("evaluate.copyLatex", this, [this] { copyLatex(); });
    m_parts.actions->on("evaluate.export", this, [this] { exportResults(); });
}

const EvaluationItem* EvaluateItemWiring::item() const
{
    const int row = m_parts.evaluateView->chosenItem();
    const EvaluationItemModel* items = m_parts.evaluateView->itemModel();
    return row >= 0 && row < items->rowCount() ? &items->pair(row).any() : nullptr;
}

/// Workspace Neurons with the item's prompt and its gold answer as target; located at once when it
/// can be.
void EvaluateItemWiring::locate()
{
    const EvaluationItem* chosen = item();
    if (chosen == nullptr) {
        return;
    }
    ExampleRow row;
    row.id = chosen->id;
    row.prompt = chosen->prompt;
    row.response = targetOf(*chosen, m_parts.evaluate->currentRow()->task.task);
    m_parts.pages->setCurrent(Workspace::Neurons);
    LocateSession* session = m_parts.locate;
    session->input()->setRows(LocateRows::Prompt);
    session->input()->takeExample(row);
    if (session->obstacle().isEmpty()) {
        session->run();
    } else {
        m_parts.neuronsView->bar()->focusPrompt();
    }
}

void EvaluateItemWiring::ask()
{
    if (const EvaluationItem* chosen = item()) {
        m_parts.docks->playground()->findChild<PlaygroundPanel*>()->setPrompt(
            QString::fromStdString(chosen->prompt), false);
        m_parts.actions->find("analyse.playground")->trigger();
    }
}

/// An item of the data at work is its row everywhere.
void EvaluateItemWiring::followItem()
{
    const EvaluationItem* chosen = item();
    const EvaluationRow* row = m_parts.evaluate->currentRow();
    if (chosen != nullptr && row != nullptr && row->task.data == m_parts.pair->data().path) {
        m_parts.selection->select(RowItem{QFileInfo(row->task.data).completeBaseName(),
                                          static_cast<int>(chosen->row) + 1});
    }
}

void EvaluateItemWiring::copyLatex()
{
    const bool isBoard = m_parts.evaluateView->isBoardShown();
    m_parts.lane->ask(
        kLatexChannel, this,
        [this, isBoard, rows = m_parts.evaluate->rows(),
         board = m_parts.evaluateView->board()->model()->table(),
         stated = m_parts.evaluateView->board()->model()->stated()](
            const RunContext&) -> QuickLane::Answer {
            const QString text = QString::fromStdString(isBoard ? scoreTableLatex(board, stated)
                                                                : resultsLatex(rows));
            return [this, text] { m_parts.copyText(text, tr("LaTeX table copied.")); };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(QStringLiteral("export"), tr("The table was not copied."), outcome);
        });
}

void EvaluateItemWiring::exportResults()
{
    const QString types = tr("Scores (*.csv);;Scores and answers (*.json)");
    if (m_parts.evaluateView->isBoardShown()) {
        exportText(m_parts, this, tr("Export results"), QStringLiteral("board.csv"), types,
                   [table = m_parts.evaluateView->board()->model()->table(),
                    stated = m_parts.evaluateView->board()->model()->stated()](bool isJson) {
                       return isJson ? toJson(table, stated).dump(1) + '\n'
                                     : scoreTableCsv(table, stated);
                   });
        return;
    }
    exportText(m_parts, this, tr("Export results"), QStringLiteral("evaluation.csv"), types,
               [rows = m_parts.evaluate->rows()](bool isJson) {
                   return isJson ? resultsJson(rows) : resultsCsv(rows);
               });
}

void EvaluateItemWiring::updateActions()
{
    WindowActions* actions = m_parts.actions;
    const EvaluateSession* session = m_parts.evaluate;
    const QString noItem = item() == nullptr ? tr("Choose an item first.") : QString();
    actions->setObstacle("evaluate.locateItem", noItem);
    actions->setObstacle("evaluate.askItem", noItem);
    const QString noRows =
        session->rows().empty() ? tr("There are no scores yet: run tasks first.") : QString();
    for (const char* name : {"flips.all", "flips.lost", "flips.gained"}) {
        actions->setObstacle(name, noRows);
    }
    const bool hasTable = m_parts.evaluateView->isBoardShown()
        ? m_parts.evaluateView->board()->model()->rowCount() > 0
        : noRows.isEmpty();
    const QString noTable = hasTable ? QString() : tr("There are no scores yet: run tasks first.");
    actions->setObstacle("evaluate.copyLatex", noTable);
    actions->setObstacle("evaluate.export", noTable);
}

} // namespace neurograft
