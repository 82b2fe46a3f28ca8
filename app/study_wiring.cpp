// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_wiring.h"

#include "app/demo_copy.h"
#include "app/window_actions.h"
#include "core/run/doctor.h"
#include "core/study/demo_study.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/start_page.h"
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QStandardPaths>
#include <QStatusBar>

namespace neurograft {

namespace {

const QString kDemoChannel = QStringLiteral("demo");

} // namespace

StudyWiring::StudyWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts),
      m_documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
{
    parts.actions->on("file.openDemoStudy", this, [this] { openDemo(); });
    QAction* addResult = parts.actions->on("file.addResultFile", this, [this] {
        const QString path = chooseResultFile(m_parts.settings, m_parts.window);
        if (!path.isEmpty()) {
            m_parts.session->openResult(path);
        }
    });
    parts.actions->on("file.closeStudy", this, [this] { closeStudy(); });
    connect(parts.start, &StartPage::demoWanted, this, &StudyWiring::openDemo);
    connect(parts.start, &StartPage::resultWanted, addResult, &QAction::trigger);
    connect(parts.session, &SimilaritySession::studyOpened, this, &StudyWiring::openPairOf);
    connect(parts.pair, &PairModel::modelChanged, this, [this] {
        showState();
        runWhenReady();
    });
    connect(parts.pair, &PairModel::dataChanged, this, [this] {
        showState();
        runWhenReady();
    });
    connect(parts.session, &SimilaritySession::stateChanged, this, &StudyWiring::showState);
    connect(parts.session, &SimilaritySession::figureChanged, this, &StudyWiring::showState);
    showState();
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
            return [this, folder] {
                m_parts.window->statusBar()->clearMessage();
                startDemo(folder);
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.window->statusBar()->clearMessage();
            m_parts.showProblem(kDemoChannel, tr("The demo study was not opened."), outcome);
        });
}

void StudyWiring::startDemo(const QString& folder)
{
    const SimilarityStudy study = demoStudy(toPath(folder));
    m_name = QFileInfo(folder).fileName();
    m_parts.session->setRunFolder(RunFolder(folder));
    m_parts.session->setBaseStudy(study);
    m_isRunWanted = true;
    m_parts.firstSteps->setVisible(!m_parts.settings->isFirstStepsClosed());
    m_parts.pages->setCurrent(Workspace::Compare);
    m_parts.pair->openModel(Role::Teacher, fromPath(study.teacher));
    m_parts.pair->openModel(Role::Student, fromPath(study.student));
    m_parts.pair->openData(fromPath(study.data));
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

void StudyWiring::closeStudy()
{
    m_isRunWanted = false;
    m_name.clear();
    m_parts.session->clear();
    m_parts.session->setRunFolder(RunFolder());
    m_parts.session->setBaseStudy(SimilarityStudy());
    m_parts.pair->close();
    m_parts.notices->clearAll();
    m_parts.pages->setCurrent(Workspace::Compare);
    showState();
}

void StudyWiring::showState()
{
    const PairModel* pair = m_parts.pair;
    const SimilaritySession* session = m_parts.session;
    const bool isOpen =
        !pair->isEmpty() || session->isRunning() || !session->resultPath().isEmpty();
    m_parts.pages->setOpen(isOpen);
    m_parts.actions->setObstacle("file.closeStudy", isOpen ? QString() : tr("Nothing is open."));
    QString name = m_name;
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
                                                  : name); // the platform adds the program
}

} // namespace neurograft
