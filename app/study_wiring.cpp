// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_wiring.h"

#include "app/demo_copy.h"
#include "app/recent_wiring.h"
#include "app/run_wiring.h"
#include "app/study_pair.h"
#include "app/study_view_state.h"
#include "app/window_actions.h"
#include "app/window_files.h"
#include "core/study/demo_study.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_session.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/start_page.h"
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUndoStack>

namespace neurograft {

namespace {

const QString kDemoChannel = QStringLiteral("demo");
const QString kStudyTopic = QStringLiteral("study");
const QString kRestored = QStringLiteral("study.restored");
const QString kDemoName = QStringLiteral("demo");

} // namespace

StudyWiring::StudyWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_runs(new RunWiring(parts, this)),
      m_pair(new StudyPair(parts, this)), m_view(new StudyViewState(parts, this)),
      m_recent(new RecentWiring(parts, this)),
      m_documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
{
    connectFiles();
    connect(parts.session, &SimilaritySession::studyOpened, this, &StudyWiring::openPairOf);
    connect(parts.pair, &PairModel::modelChanged, this, [this] {
        showState();
        runWhenReady();
    });
    connect(parts.pair, &PairModel::dataChanged, this, [this] {
        showState();
        runWhenReady();
    });
    connect(parts.locate, &LocateSession::studyOpened, this, &StudyWiring::openModelsOf);
    connect(parts.locate, &LocateSession::stateChanged, this, &StudyWiring::showState);
    connect(parts.transfer, &TransferSession::resultChanged, this, &StudyWiring::showState);
    connect(parts.evaluate, &EvaluateSession::rowsChanged, this, &StudyWiring::showState);
    connect(parts.parameters, &ParameterSession::resultChanged, this, &StudyWiring::showState);
    connect(parts.match, &MatchSession::resultChanged, this, &StudyWiring::showState);
    // One seed, one choice of devices for all runs of a study.
    const auto takeBase = [this] {
        m_parts.locate->setBaseStudy(m_parts.session->baseStudy());
        m_parts.transfer->setBaseStudy(m_parts.session->baseStudy());
        m_parts.parameters->setBaseStudy(m_parts.session->baseStudy());
        m_parts.evaluate->setBaseStudy(m_parts.session->baseStudy());
    };
    connect(parts.session, &SimilaritySession::baseStudyChanged, parts.locate, takeBase);
    connect(parts.session, &SimilaritySession::optionsChanged, parts.locate, takeBase);
    connect(parts.session, &SimilaritySession::stateChanged, this, &StudyWiring::showState);
    connect(parts.session, &SimilaritySession::figureChanged, this, &StudyWiring::showState);
    connect(parts.jobs, &JobController::busyChanged, this, &StudyWiring::showState);
    connect(parts.study, &StudyDocument::opened, this, &StudyWiring::showOpened);
    connect(parts.study, &StudyDocument::closed, this, [this] {
        if (!m_isQuitting) {
            clear();
        }
    });
    connect(parts.study, &StudyDocument::saved, this, [this] {
        m_parts.notices->clear(kRestored);
        m_parts.toast(tr("%1 was saved.").arg(m_parts.study->name()));
    });
    connect(parts.study, &StudyDocument::dirtyChanged, this, &StudyWiring::showState);
    connect(parts.study, &StudyDocument::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_isDemoWanted = false;
                m_parts.showProblem(kStudyTopic, headline, outcome);
            });
    startUnsaved();
    showState();
}

void StudyWiring::connectFiles()
{
    WindowActions* actions = m_parts.actions;
    m_parts.files->add(
        {[](const QString& path) {
             const bool isStudyFolder = QFileInfo(path).isDir()
                 && !QDir(path).entryList({QStringLiteral("*.study.json")}, QDir::Files).isEmpty();
             return isStudyFolder || path.endsWith(QLatin1String(".study.json"))
                 ? tr("Opens the study %1.").arg(QFileInfo(path).fileName())
                 : QString();
         },
         [this](const QString& path) { m_parts.study->open(path); }});
    actions->on("file.open", this, [this] {
        const QString path = chooseAnyFile(m_parts.settings, m_parts.window);
        if (!path.isEmpty()) {
            m_parts.files->open(path);
        }
    });
    actions->on("file.newStudy", this, [this] { newStudy(); });
    actions->on("file.openDemoStudy", this, [this] { openDemo(); });
    actions->on("file.save", this, [this] { save(); });
    actions->on("file.saveAs", this, [this] { saveAs(); });
    actions->on("file.closeStudy", this, [this] { closeStudy(); });
    actions->on("model.locateFolder", this, [this] {
        if (const std::optional<Role> role = m_pair->missing()) {
            m_pair->locate(*role);
        }
    });
    connect(m_parts.start, &StartPage::demoWanted, this, &StudyWiring::openDemo);
    connect(m_parts.start, &StartPage::studyWanted, actions->find("file.open"), &QAction::trigger);
}

void StudyWiring::newStudy()
{
    const QString folder = chooseStudyFolder(m_parts.settings, m_parts.window, tr("New study"));
    if (!folder.isEmpty()) {
        closeStudy();
        m_parts.study->create(folder, QFileInfo(folder).fileName());
    }
}

void StudyWiring::save()
{
    if (m_parts.study->isOpen() && !m_parts.study->isReadOnly()) {
        m_parts.study->save();
    } else {
        saveAs();
    }
}

void StudyWiring::saveAs()
{
    const QString folder = chooseStudyFolder(m_parts.settings, m_parts.window, tr("Save study as"));
    if (!folder.isEmpty()) {
        if (!m_parts.study->isOpen()) {
            Study study = m_parts.study->study();
            study.similarity = m_parts.session->study(); // a pair a result brought along is no edit
            m_parts.study->setStudy(study);
        }
        // Runs of an unsaved pair move into the study; those of a study are copied.
        m_parts.study->saveAs(folder, QFileInfo(folder).fileName(), m_parts.runs->folder(),
                              !m_parts.study->isOpen());
    }
}

void StudyWiring::openDemo()
{
    QString folder = QDir(m_documents).filePath(QStringLiteral("Neurograft demo"));
    if (!QDir().mkpath(folder) || !QFileInfo(folder).isWritable()) {
        const QString chosen = QFileDialog::getExistingDirectory(
            m_parts.window, tr("Your documents cannot be written. Where may the demo study go?"));
        if (chosen.isEmpty()) {
            return;
        }
        folder = QDir(chosen).filePath(QStringLiteral("Neurograft demo"));
    }
    m_parts.notices->clear(kDemoChannel);
    m_parts.window->statusBar()->showMessage(tr("Copying the demo study to %1…").arg(folder));
    m_parts.lane->ask(
        kDemoChannel, this,
        [this, folder](const RunContext& context) -> QuickLane::Answer {
            copyDemo(demoFolder(), toPath(folder), context);
            const QString file = QDir(folder).filePath(kDemoName + QStringLiteral(".study.json"));
            if (!QFileInfo::exists(file)) {
                Study study;
                study.similarity = demoStudy(toPath(folder));
                createStudy(toPath(folder), kDemoName.toStdString(), study);
            }
            return [this, file] {
                m_parts.window->statusBar()->clearMessage();
                m_isDemoWanted = true;
                m_parts.study->open(file);
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.window->statusBar()->clearMessage();
            m_parts.showProblem(kDemoChannel, tr("The demo study was not opened."), outcome);
        });
}

void StudyWiring::reopenLast()
{
    m_recent->reopenLast();
}

void StudyWiring::quit()
{
    m_isQuitting = true;
    m_parts.study->close();
}

void StudyWiring::showOpened()
{
    const StudyDocument* study = m_parts.study;
    const QString folder = study->folder();
    m_parts.session->setRunFolder(RunFolder(folder));
    m_parts.locate->setRunFolder(RunFolder(folder));
    m_parts.transfer->setRunFolder(RunFolder(folder));
    m_parts.parameters->setRunFolder(RunFolder(folder));
    m_parts.match->setRunFolder(RunFolder(folder));
    m_parts.evaluate->setRunFolder(RunFolder(folder));
    m_parts.runs->setNotes(study->viewSection(QStringLiteral("runs")));
    m_parts.runs->setFolder(RunFolder(folder).path());
    m_pair->apply();
    showState(); // docks have their first places before the study's
    m_view->restore();
    const QString run = m_view->run();
    const QString shown = QDir(m_parts.runs->folder()).filePath(run);
    m_isRunWanted = m_isDemoWanted && run.isEmpty();
    if (m_isDemoWanted) {
        m_parts.firstSteps->setVisible(!m_parts.settings->isFirstStepsClosed());
    }
    m_isDemoWanted = false;
    if (!run.isEmpty() && QFileInfo(shown).isFile()) {
        m_parts.session->openResult(shown);
    }
    if (!study->brokenView().isEmpty()) {
        m_parts.notices->show(
            kStudyTopic,
            {Notice::Weight::Problem,
             tr("The view of this study was not read."),
             tr("Its view.json is damaged; it was kept as %1.").arg(study->brokenView()),
             tr("Study and runs are whole; notes and bookmarks of that file are not shown."),
             {},
             {}});
    } else if (study->isReadOnly()) {
        m_parts.notices->show(kStudyTopic,
                              {Notice::Weight::Note,
                               tr("%1 is open read-only.").arg(study->name()),
                               tr("A newer Neurograft wrote it, or its folder cannot be written."),
                               tr("Save it under another name to go on from here."),
                               {},
                               {{tr("Save study as…"), [this] { saveAs(); }}}});
    } else if (study->isShared()) {
        m_parts.notices->show(
            kStudyTopic,
            {Notice::Weight::Note,
             tr("%1 is open in another window too.").arg(study->name()),
             tr("Both may add runs; the last one to save keeps its settings and notes."),
             {},
             {},
             {}});
    }
    showRestored();
    runWhenReady();
    showState();
}

void StudyWiring::showRestored()
{
    const QDateTime when = m_parts.study->restoredFrom();
    if (!when.isValid()) {
        m_parts.notices->clear(kRestored);
        return;
    }
    Notice notice{Notice::Weight::Note,
                  tr("Restored to %1.").arg(momentText(when)),
                  tr("Neurograft ended without saving this study."),
                  {},
                  m_parts.study->restoredChanges().join(QLatin1Char('\n')),
                  {}};
    notice.detailsText = tr("Show changes");
    notice.actions.append({tr("Discard"), [this] { m_parts.study->discardRestored(); }});
    m_parts.notices->show(kRestored, notice);
}

/// By the user: the next start opens nothing.
void StudyWiring::closeStudy()
{
    m_parts.settings->setLastStudy(QString());
    if (m_parts.study->isOpen()) {
        m_parts.study->close();
    } else {
        clear();
    }
}

void StudyWiring::clear()
{
    m_isRunWanted = false;
    m_parts.similarity->setCopies({});
    m_parts.session->clear();
    m_parts.locate->clear();
    m_parts.transfer->clear();
    m_parts.parameters->clear();
    m_parts.match->clear();
    m_parts.evaluate->clear();
    m_parts.session->setBaseStudy(SimilarityStudy());
    m_parts.pair->close();
    m_parts.notices->clearAll();
    m_parts.pages->setCurrent(Workspace::Compare);
    m_parts.study->forgetUnsaved();
    m_parts.undo->clear(); // what it would change is not open any more
    startUnsaved();
    showState();
}

void StudyWiring::startUnsaved()
{
    const QString base = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    const QString stamp =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    useRunsOf(QDir(base).filePath(QStringLiteral("unsaved/") + stamp));
}

void StudyWiring::useRunsOf(const QString& unsaved)
{
    const RunFolder folder(unsaved);
    m_parts.session->setRunFolder(folder);
    m_parts.locate->setRunFolder(folder);
    m_parts.transfer->setRunFolder(folder);
    m_parts.parameters->setRunFolder(folder);
    m_parts.match->setRunFolder(folder);
    m_parts.evaluate->setRunFolder(folder);
    m_parts.runs->setNotes({});
    m_parts.runs->setFolder(folder.path());
}

void StudyWiring::runWhenReady()
{
    if (m_isRunWanted && m_parts.pair->obstacle().isEmpty()) {
        m_isRunWanted = false;
        m_parts.session->run();
    }
}

void StudyWiring::openPairOf(const SimilarityStudy& study)
{
    if (m_parts.study->isOpen()) {
        return; // looking at a run changes no study
    }
    // The result stays visible when its models are elsewhere; they are only needed for new runs.
    const std::pair<Role, QString> models[] = {{Role::Teacher, fromPath(study.teacher)},
                                               {Role::Student, fromPath(study.student)}};
    for (const auto& [role, folder] : models) {
        if (!folder.isEmpty() && QFileInfo(folder).isDir()) {
            m_parts.pair->openModel(role, folder);
        }
    }
    const QString texts = fromPath(study.activations.empty() ? study.data : study.activations);
    if (!texts.isEmpty() && QFileInfo(texts).isFile()) {
        m_parts.pair->openData(texts);
    }
}

/// The models a stored run looked at; its rows lie beside it and are no data of the pair.
void StudyWiring::openModelsOf(const LocateStudy& study)
{
    if (m_parts.study->isOpen()) {
        return;
    }
    const bool isTeacher =
        !study.isPair() && toPath(m_parts.pair->model(Role::Teacher).folder) == study.model;
    const std::pair<Role, QString> models[] = {
        {Role::Teacher, fromPath(isTeacher ? study.model : study.teacher)},
        {Role::Student, fromPath(study.isPair() || isTeacher ? study.student : study.model)}};
    for (const auto& [role, folder] : models) {
        if (!folder.isEmpty() && folder != m_parts.pair->model(role).folder
            && QFileInfo(folder).isDir()) {
            m_parts.pair->openModel(role, folder);
        }
    }
}

void StudyWiring::showState()
{
    const PairModel* pair = m_parts.pair;
    const SimilaritySession* session = m_parts.session;
    const StudyDocument* study = m_parts.study;
    const bool isOpen = study->isOpen() || !pair->isEmpty() || session->isRunning()
        || !session->resultPath().isEmpty() || !m_parts.locate->resultPath().isEmpty()
        || !m_parts.transfer->resultPath().isEmpty() || !m_parts.evaluate->rows().empty()
        || m_parts.parameters->result() != nullptr || m_parts.match->result() != nullptr;
    m_parts.pages->setOpen(isOpen);
    const QString nothing = isOpen ? QString() : tr("Nothing is open.");
    m_parts.actions->setObstacle("file.closeStudy", nothing);
    const QString writing = !study->isOpen() && m_parts.jobs->isBusy()
        ? tr("A job is writing its result; save when it is done.")
        : nothing;
    m_parts.actions->setObstacle("file.save", writing);
    m_parts.actions->setObstacle("file.saveAs", writing);
    m_parts.actions->setObstacle("model.locateFolder",
                                 m_pair->missing() ? QString()
                                                   : tr("No model of the study is missing."));
    QString name = study->name();
    if (name.isEmpty()) {
        QStringList names;
        for (const Role role : {Role::Teacher, Role::Student}) {
            if (pair->model(role).state != SlotState::Empty) {
                names << pair->model(role).name();
            }
        }
        name = names.join(QStringLiteral(", "));
    }
    m_parts.window->setWindowTitle(name.isEmpty() ? tr("Neurograft")
                                                  : name + QStringLiteral("[*]"));
    m_parts.window->setWindowModified(study->isOpen() && study->isDirty());
}

} // namespace neurograft
