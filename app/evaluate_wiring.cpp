// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/evaluate_wiring.h"

#include "app/evaluate_item_wiring.h"
#include "app/window_actions.h"
#include "app/workspace_actions.h"
#include "core/evaluate/sandbox_setup.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/evaluation_archive.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/evaluate_task_form.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/notice_strip.h"

#include <QAction>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace neurograft {

namespace {

const QString kEvaluateTopic = QStringLiteral("evaluate");
const QString kSandboxTopic = QStringLiteral("evaluate.sandbox");
constexpr int kEvaluateStep = 3; ///< of the first steps

} // namespace

EvaluateWiring::EvaluateWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connectTasks();
    connectRun();
    connectCode();
    new EvaluateItemWiring(parts, this);
    const auto tell = [this](const QString& headline, const JobOutcome& outcome) {
        m_parts.showProblem(kEvaluateTopic, headline, outcome);
    };
    EvaluationBoardPanel* board = parts.evaluateView->board();
    connect(parts.evaluate, &EvaluateSession::failed, this, tell);
    connect(board->model(), &EvaluationBoardModel::failed, this, tell);
    connect(board, &EvaluationBoardPanel::runWanted, this, [this](const QString& path) {
        m_parts.evaluateView->showBoard(false);
        m_parts.evaluate->openResult(path);
    });
    connect(parts.evaluate, &EvaluateSession::stateChanged, this, &EvaluateWiring::updateActions);
    connect(parts.evaluate, &EvaluateSession::finished, this, &EvaluateWiring::showFinished);
    updateActions();
}

void EvaluateWiring::connectTasks()
{
    WindowActions* actions = m_parts.actions;
    actions->on("evaluate.tasks", this, [this] { chooseTask({}); });
    for (const auto& [action, task] :
         {std::pair("benchmarks.mmlu", "mmlu"), std::pair("benchmarks.gsm8k", "gsm8k"),
          std::pair("benchmarks.humanEval", "humaneval"), std::pair("benchmarks.mbpp", "mbpp")}) {
        actions->on(action, this, [this, word = QString::fromLatin1(task)] { chooseTask(word); });
    }
    actions->on("evaluate.perplexity", this,
                [this] { chooseTask(QString::fromLatin1(kPerplexityTask)); });
    actions->on("evaluate.damage", this, [this] { checkDamage(); });
    connect(m_parts.evaluateView->bar()->form(), &EvaluateTaskForm::shotsFileWanted, this,
            &EvaluateWiring::chooseShots);
    connect(m_parts.pair, &PairModel::dataChanged, this, &EvaluateWiring::offerTasks);
    // After the study has put its own tasks there.
    connect(m_parts.study, &StudyDocument::opened, this, &EvaluateWiring::offerTasks,
            Qt::QueuedConnection);
}

void EvaluateWiring::offerTasks()
{
    const DataSlot& data = m_parts.pair->data();
    if (data.state == SlotState::Ready && !data.isActivations) {
        m_parts.evaluate->tasks()->offerBeside(data.path);
    }
}

void EvaluateWiring::chooseTask(const QString& task)
{
    m_parts.pages->setCurrent(Workspace::Evaluate);
    m_parts.notices->clear(kEvaluateTopic);
    const QString path = chooseBenchmark(m_parts.settings, m_parts.window, task);
    if (path.isEmpty()) {
        return;
    }
    EvaluateTaskModel* tasks = m_parts.evaluate->tasks();
    if (task.isEmpty()) {
        tasks->addFile(path);
    } else {
        EvaluateTask added;
        added.task = task;
        added.data = path;
        tasks->add(added);
    }
    m_parts.evaluateView->bar()->focusTasks();
}

void EvaluateWiring::chooseShots(int row)
{
    const QString path = chooseDataFile(m_parts.settings, m_parts.window);
    EvaluateTaskModel* tasks = m_parts.evaluate->tasks();
    if (!path.isEmpty() && row >= 0 && row < tasks->rowCount()) {
        EvaluateTask task = tasks->tasks()[static_cast<std::size_t>(row)];
        task.shotsFile = path;
        tasks->setTask(row, task);
    }
}

/// Every task there is and held-out perplexity, not only the task that was transferred for.
void EvaluateWiring::checkDamage()
{
    m_parts.pages->setCurrent(Workspace::Evaluate);
    EvaluateTaskModel* tasks = m_parts.evaluate->tasks();
    for (int row = 0; row < tasks->rowCount(); ++row) {
        const EvaluateTask& task = tasks->tasks()[static_cast<std::size_t>(row)];
        if (task.state != EvaluateTask::State::Failed) {
            tasks->setData(tasks->index(row, EvaluateTaskModel::Task), Qt::Checked,
                           Qt::CheckStateRole);
        }
    }
    m_parts.evaluate->run();
}

void EvaluateWiring::connectRun()
{
    WorkspaceActions* own = m_parts.workspaceActions;
    EvaluateSession* session = m_parts.evaluate;
    own->on(
        Workspace::Evaluate, "analyse.runSimilarity",
        [this, session] {
            m_parts.notices->clear(kEvaluateTopic);
            m_parts.evaluateView->showBoard(false);
            session->run();
        },
        tr("&Run before and after"));
    own->on(Workspace::Evaluate, "analyse.cancelJob", [session] { session->cancel(); });
    m_parts.actions->on("evaluate.rescore", this, [this, session] {
        m_parts.pages->setCurrent(Workspace::Evaluate);
        session->rescore();
    });
}

void EvaluateWiring::connectCode()
{
    connect(m_parts.evaluateView->bar(), &EvaluateBar::codeSwitched, this,
            [this](bool isWanted) { allowCode(isWanted, false); });
    m_parts.actions->on("evaluate.runCode", this, [this] {
        m_parts.pages->setCurrent(Workspace::Evaluate);
        allowCode(true, true);
    });
}

void EvaluateWiring::allowCode(bool isWanted, bool scoresAgain)
{
    const auto scoreAgain = [this, scoresAgain] {
        if (scoresAgain) {
            m_parts.evaluate->rescore();
        }
    };
    if (!isWanted || m_parts.evaluate->options().executesCode) {
        setCode(isWanted);
        scoreAgain();
        return;
    }
    auto* box = new QMessageBox(
        QMessageBox::Question, tr("Run generated code?"),
        tr("Programs written by a model will be run on this computer to be scored."),
        QMessageBox::NoButton, m_parts.window);
    box->setObjectName(QStringLiteral("runCodeDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("Each runs isolated in bubblewrap: no network, none of your files, limits on time, "
           "memory and processes. It holds for this study until you switch it off."));
    QPushButton* run = box->addButton(tr("Run isolated"), QMessageBox::AcceptRole);
    QPushButton* leave = box->addButton(tr("Leave unscored"), QMessageBox::RejectRole);
    box->setDefaultButton(leave);
    box->setEscapeButton(leave);
    connect(box, &QMessageBox::finished, this, [this, box, run, scoreAgain] {
        if (box->clickedButton() == run) {
            setCode(true);
            scoreAgain();
        }
    });
    box->open();
}

void EvaluateWiring::setCode(bool isWanted)
{
    EvaluateOptions options = m_parts.evaluate->options();
    options.executesCode = isWanted;
    m_parts.evaluate->setOptions(options);
    m_parts.notices->clear(kSandboxTopic);
    if (isWanted) {
        lookForSandbox();
    }
}

/// Says at once when nothing can be isolated here, not after the answers have been written.
void EvaluateWiring::lookForSandbox()
{
    m_parts.lane->ask(kSandboxTopic, this, [this](const RunContext&) -> QuickLane::Answer {
        const SandboxSetup setup = findSandbox();
        return [this, setup] {
            if (setup.isUsable) {
                return;
            }
            Notice notice{Notice::Weight::Problem,
                          tr("Generated code will not be scored."),
                          QString::fromStdString(setup.reason),
                          tr("Install bubblewrap and Python 3, or export the answers."),
                          {},
                          {}};
            notice.actions.append({tr("Export answers…"), [this] {
                                       m_parts.actions->find("evaluate.export")->trigger();
                                   }});
            m_parts.notices->show(kSandboxTopic, notice);
        };
    });
}

void EvaluateWiring::showFinished()
{
    const auto& rows = m_parts.evaluate->rows();
    const bool hasPair = std::any_of(rows.begin(), rows.end(), [](const EvaluationRow& row) {
        return !row.file(EvaluationSide::Before).isEmpty()
            && !row.file(EvaluationSide::After).isEmpty();
    });
    if (hasPair) {
        m_parts.firstSteps->setDone(kEvaluateStep);
    }
}

void EvaluateWiring::updateActions()
{
    const EvaluateSession* session = m_parts.evaluate;
    WorkspaceActions* own = m_parts.workspaceActions;
    own->setObstacle(Workspace::Evaluate, "analyse.runSimilarity", session->obstacle());
    const JobStatus* job = session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    own->setIconText(Workspace::Evaluate, "analyse.cancelJob",
                     isCancelling ? tr("Cancelling…") : tr("Cancel"));
    own->setObstacle(Workspace::Evaluate, "analyse.cancelJob",
                     isCancelling               ? tr("The job is stopping.")
                         : session->isRunning() ? QString()
                                                : tr("Nothing is running."));
    const QString noRows = session->isRunning() ? tr("Tasks are being asked.")
        : session->rows().empty()               ? tr("There are no saved answers yet.")
                                                : QString();
    m_parts.actions->setObstacle("evaluate.rescore", noRows);
    m_parts.actions->setObstacle("evaluate.damage",
                                 session->isRunning() ? tr("Tasks are being asked.")
                                     : session->tasks()->rowCount() == 0 ? tr("Choose tasks first.")
                                                                         : QString());
}

} // namespace neurograft
