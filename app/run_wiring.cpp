// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_wiring.h"

#include "app/run_replay.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "app/window_files.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_session.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/run_list_view.h"
#include "widgets/panels/study_panel.h"

#include <QAction>
#include <QFileInfo>
#include <QMainWindow>

namespace neurograft {

namespace {

const QString kRunTopic = QStringLiteral("runs");
const QString kRunSection = QStringLiteral("runs");

/// Where results of a command are looked at; what is no other's business is a transfer's.
Workspace workspaceOf(const QString& kind)
{
    static const QStringList neurons{QStringLiteral("locate"), QStringLiteral("sensitivity"),
                                     QStringLiteral("neuron"), QStringLiteral("find"),
                                     QStringLiteral("twins"),  QStringLiteral("match")};
    static const QStringList scores{QStringLiteral("evaluate"), QStringLiteral("perplexity")};
    return kind == QLatin1String("similarity") || kind == QLatin1String("parameters")
        ? Workspace::Compare
        : neurons.contains(kind) ? Workspace::Neurons
        : scores.contains(kind)  ? Workspace::Evaluate
                                 : Workspace::Transfer;
}

} // namespace

RunWiring::RunWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_panel(new StudyPanel(parts.pair, parts.runs))
{
    parts.docks->study()->setContent(m_panel);
    const RunListView* list = m_panel->runs();
    connect(list, &RunListView::openWanted, this, &RunWiring::openRun);
    connect(list, &RunListView::compareWanted, this, &RunWiring::compare);
    connect(list, &RunListView::commandWanted, this,
            [this](const QString& command) { m_parts.copyText(command, tr("Command copied.")); });
    connect(list, &RunListView::selectedFilesChanged, this, &RunWiring::updateActions);
    connect(m_panel, &StudyPanel::modelWanted, this, [this](Role role) {
        m_parts.actions->find(role == Role::Teacher ? "model.openTeacher" : "model.openStudent")
            ->trigger();
    });
    connect(m_panel, &StudyPanel::dataWanted, this,
            [this] { m_parts.actions->find("data.openData")->trigger(); });
    connect(parts.runs, &RunListModel::notesChanged, this,
            [this] { m_parts.study->setViewSection(kRunSection, m_parts.runs->notes()); });
    connect(parts.runs, &RunListModel::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kRunTopic, headline, outcome);
            });
    connect(parts.jobs, &JobController::stored, parts.runs, &RunListModel::refresh);
    connect(parts.jobs, &JobController::jobAdded, parts.study, &StudyDocument::autosave);

    parts.actions->on("file.addResultFile", this, [this] {
        const QString path = chooseResultFile(m_parts.settings, m_parts.window);
        if (!path.isEmpty()) {
            addResult(path);
        }
    });
    parts.actions->on("analyse.compareRuns", this, [this] { m_panel->runs()->compareSelected(); });
    connect(parts.goTo, &GoToBox::chosen, this, [this](const GoToTarget& target) {
        if (const auto* wanted = std::get_if<RunTarget>(&target)) {
            openNumber(wanted->run);
        }
    });
    parts.files->add(
        {[this](const QString& path) {
             const QFileInfo file(path);
             const bool isResult = file.isFile()
                 && QStringList{QStringLiteral("h5"), QStringLiteral("hdf5")}.contains(
                     file.suffix().toLower());
             return !isResult ? QString()
                 : m_parts.study->isOpen()
                 ? tr("Adds the result %1 to the study and opens it.").arg(file.fileName())
                 : tr("Opens the result %1.").arg(file.fileName());
         },
         [this](const QString& path) { addResult(path); }});
    new RunReplay(parts, list, this);
    updateActions();
}

void RunWiring::openNumber(int number)
{
    for (int row = 0; row < m_parts.runs->rowCount(); ++row) {
        if (m_parts.runs->run(row).number == number) {
            const QString file = m_parts.runs->run(row).file.name;
            m_panel->runs()->select({file});
            openRun(file);
            return;
        }
    }
    m_parts.toast(tr("There is no run %1.").arg(number));
}

void RunWiring::updateActions()
{
    const bool areTwo = m_panel->runs()->selectedFiles().size() == 2;
    m_parts.actions->setObstacle("analyse.compareRuns",
                                 areTwo ? QString() : tr("Select two runs in the Study dock."));
}

void RunWiring::openRun(const QString& file)
{
    const int row = m_parts.runs->rowOf(file);
    if (row < 0) {
        return;
    }
    show(m_parts.runs->run(row));
}

void RunWiring::show(const RunInfo& run)
{
    m_parts.notices->clear(kRunTopic);
    // What cannot be read is told by the view that tries.
    if (!run.modules.isEmpty() || !run.problem.isEmpty()) {
        m_parts.pages->setCurrent(Workspace::Compare);
        m_parts.compare->showSimilarity();
        m_parts.session->openResult(run.file.path);
        return;
    }
    if (run.kind == QLatin1String("parameters")) {
        m_parts.pages->setCurrent(Workspace::Compare);
        m_parts.compare->showParameters();
        m_parts.parameters->openResult(run.file.path);
        return;
    }
    if (run.kind == QLatin1String("locate")) {
        m_parts.pages->setCurrent(Workspace::Neurons);
        m_parts.locate->openResult(run.file.path);
        return;
    }
    if (run.kind == QLatin1String("match")) {
        m_parts.pages->setCurrent(Workspace::Neurons);
        m_parts.docks->reveal(m_parts.docks->matching());
        m_parts.match->openResult(run.file.path);
        return;
    }
    if (run.kind == QLatin1String("evaluate")) {
        m_parts.pages->setCurrent(Workspace::Evaluate);
        m_parts.evaluate->openResult(run.file.path);
        return;
    }
    if (isTransferMethod(run.kind)) {
        m_parts.pages->setCurrent(Workspace::Transfer);
        m_parts.transfer->openResult(run.file.path);
        return;
    }
    if (run.kind == QLatin1String("run")) { // its result is a gathered sweep
        Q_EMIT m_parts.files->sweepWanted(run.file.path);
        return;
    }
    const Workspace workspace = workspaceOf(run.kind);
    const QString command = QStringLiteral("neurograft table '%1' --list").arg(run.file.path);
    Notice notice{Notice::Weight::Note,
                  tr("%1 holds a result of %2.")
                      .arg(run.file.name, run.kind.isEmpty() ? tr("another command") : run.kind),
                  tr("Workspace %1 will show it; this version of it cannot yet.")
                      .arg(workspaceTitle(workspace)),
                  tr("Its numbers are read by: %1").arg(command),
                  {},
                  {}};
    notice.actions.append({tr("Copy command"), [parts = m_parts, command] {
                               parts.copyText(command, tr("Command copied."));
                           }});
    m_parts.notices->show(kRunTopic, notice);
}

void RunWiring::compare(const QString& fileA, const QString& fileB)
{
    const int a = m_parts.runs->rowOf(fileA);
    const int b = m_parts.runs->rowOf(fileB);
    if (a < 0 || b < 0) {
        return;
    }
    auto* dialog = new CompareDialog(m_parts.runs->run(a).file.path, m_parts.runs->run(b).file.path,
                                     m_parts.lane, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &CompareDialog::commandWanted, this,
            [this](const QString& command) { m_parts.copyText(command, tr("Command copied.")); });
    dialog->show();
}

void RunWiring::addResult(const QString& path)
{
    const QString runs = m_parts.runs->folder();
    const bool isThere = QFileInfo(path).absoluteFilePath().startsWith(runs + QLatin1Char('/'));
    const bool isKept = !isThere && m_parts.study->isOpen() && !m_parts.study->isReadOnly();
    m_parts.lane->ask(
        QStringLiteral("runs.open.") + path, this, // each of several files, not the newest alone
        [this, path, isKept,
         folder = RunFolder(m_parts.study->folder())](const RunContext&) -> QuickLane::Answer {
            const QFileInfo file(path);
            RunInfo run = readRunInfo({file.fileName(), file.absoluteFilePath(), 0, 0});
            if (!isKept) {
                return [this, run] { show(run); };
            }
            if (!run.problem.isEmpty()) {
                throw StoreError(path.toStdString(), "a result file of Neurograft",
                                 run.problem.toStdString());
            }
            const std::filesystem::path target =
                folder.next(run.kind.isEmpty() ? QStringLiteral("result") : run.kind);
            AtomicFile copy(target, false);
            std::filesystem::copy_file(toPath(path), copy.temporaryPath());
            copy.commit();
            run.file.path = fromPath(target);
            run.file.name = QFileInfo(run.file.path).fileName();
            return [this, run] {
                m_parts.runs->refresh();
                show(run);
                m_parts.toast(tr("%1 was added to the study.").arg(run.file.name));
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kRunTopic, tr("The result file was not added."), outcome);
        });
}

} // namespace neurograft
