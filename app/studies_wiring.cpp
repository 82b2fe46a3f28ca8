// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studies_wiring.h"

#include "app/program_chains.h"
#include "app/studies_listing.h"
#include "app/window_actions.h"
#include "app/window_files.h"
#include "core/run/error.h"
#include "core/studies/ready_studies.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/studies_dialog.h"
#include "widgets/models/chain_session.h"
#include "widgets/models/path_text.h"
#include "widgets/panels/chain_progress_panel.h"
#include "widgets/panels/ready_study_list.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/study_form.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QDir>
#include <QFileInfo>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <memory>
#include <utility>

namespace neurograft {

namespace {

const QString kStudiesTopic = QStringLiteral("studies");
constexpr qint64 kMostStudyBytes = 4 << 20;

/// Whether a file is a chain of jobs.
bool isChainFile(const QString& path)
{
    const QFileInfo file(path);
    if (file.suffix() != QLatin1String("json") || !file.isFile() || file.size() > kMostStudyBytes) {
        return false;
    }
    try {
        return isChainStudy(readFile(toPath(path)));
    } catch (const Error&) {
        return false; // whoever opens it says why
    }
}

} // namespace

StudiesWiring::StudiesWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts),
      m_session(new ChainSession(std::make_shared<ProgramChains>(), parts.jobs, parts.lane, this)),
      m_listing(new StudiesListing(parts, this))
{
    m_session->setPaths(parts.settings->studyPaths());
    parts.actions->on("file.readyStudies", this, [this] { show(); });
    connect(parts.start, &StartPage::readyStudiesWanted, parts.actions->find("file.readyStudies"),
            &QAction::trigger);
    parts.files->add({[](const QString& path) {
                          return isChainFile(path)
                              ? tr("Opens the study %1.").arg(QFileInfo(path).fileName())
                              : QString();
                      },
                      [this](const QString& path) {
                          show();
                          openOwn(path);
                      }});
    connect(m_session, &ChainSession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kStudiesTopic, headline, outcome);
            });
}

void StudiesWiring::show()
{
    if (m_dialog) {
        m_dialog->show();
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    m_dialog = new StudiesDialog(m_session, m_parts.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog->list(), &ReadyStudyList::chosen, this, &StudiesWiring::open);
    connect(m_dialog, &StudiesDialog::openWanted, this, &StudiesWiring::openFile);
    connect(m_dialog, &StudiesDialog::saveWanted, this, &StudiesWiring::saveAs);
    m_dialog->setGuard([this] {
        const bool may = mayLeave(tr("Close the study?"));
        if (may && m_session->isChanged()) {
            m_session->revert();
        }
        return may;
    });
    connect(m_dialog, &StudiesDialog::outWanted, this, &StudiesWiring::chooseOut);
    connect(m_dialog->form(), &StudyForm::pathEdited, this, &StudiesWiring::setPath);
    connect(m_dialog->form(), &StudyForm::pathWanted, this, &StudiesWiring::choosePath);
    connect(m_dialog->progress(), &ChainProgressPanel::resultWanted, this,
            &StudiesWiring::showResult);
    m_listing->fill(m_dialog->list());
    m_dialog->show();
}

/// Results lie where studies lie, in a folder of the study's name.
void StudiesWiring::open(const QString& name, const QString& file)
{
    const bool isRunning = m_session->isRunning();
    if (isRunning) {
        m_parts.toast(tr("A study is running: stop it first, what is finished is kept."));
    }
    if (isRunning || !mayLeave(tr("Open another study?"))) {
        QTimer::singleShot(0, m_dialog, [this] { // not while the list tells what was chosen
            m_dialog->list()->setCurrentFile(m_session->file());
        });
        return;
    }
    QString folder = name;
    folder.replace(QLatin1Char('/'), QLatin1Char('-'));
    m_session->open(file, QDir(m_parts.settings->studyFolder()).filePath(folder));
}

/// A file of one's own stands in the list from now on.
void StudiesWiring::openOwn(const QString& file)
{
    open(StudiesListing::nameOf(file), file);
    if (m_session->file() == file) {
        m_listing->remember(file);
    }
}

/// What becomes of changes that are not saved: kept, lost, or nothing is done.
bool StudiesWiring::mayLeave(const QString& title)
{
    if (m_dialog) {
        m_dialog->finishEditing();
    }
    if (!m_session->isChanged()) {
        return true;
    }
    QMessageBox box(
        QMessageBox::Question, title,
        tr("%1 has changes that are not saved.").arg(QFileInfo(m_session->file()).fileName()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel,
        m_dialog ? static_cast<QWidget*>(m_dialog) : m_parts.window);
    box.setObjectName(QStringLiteral("unsavedStudy"));
    if (StudiesListing::isReady(m_session->file())) {
        box.button(QMessageBox::Save)->setText(tr("Save as…"));
    }
    const int answer = box.exec();
    return answer == QMessageBox::Discard || (answer == QMessageBox::Save && save());
}

bool StudiesWiring::mayQuit()
{
    return mayLeave(tr("Quit Neurograft?"));
}

void StudiesWiring::openFile()
{
    const QString file = chooseStudyFile(m_parts.settings, m_dialog, tr("Open study"));
    if (!file.isEmpty()) {
        openOwn(file);
    }
}

/// Those that come with the program stay as they are.
bool StudiesWiring::save()
{
    return StudiesListing::isReady(m_session->file()) ? saveAs() : saveTo(m_session->file());
}

bool StudiesWiring::saveAs()
{
    const QString file =
        chooseTarget(m_parts.settings, m_dialog, tr("Save study as"),
                     StudiesListing::nameOf(m_session->file()) + QStringLiteral(".study.json"),
                     tr("Study (*.study.json)"));
    return !file.isEmpty() && saveTo(file);
}

bool StudiesWiring::saveTo(const QString& file)
{
    if (!m_session->save(file)) {
        return false;
    }
    m_listing->remember(file);
    if (m_dialog) {
        m_dialog->list()->setCurrentFile(file);
    }
    m_parts.toast(tr("%1 was saved.").arg(QFileInfo(file).fileName()));
    return true;
}

void StudiesWiring::chooseOut()
{
    const QString folder =
        chooseStudyFolder(m_parts.settings, m_dialog, tr("Folder of the results"));
    if (!folder.isEmpty()) {
        m_session->setOut(folder);
    }
}

void StudiesWiring::choosePath(const QString& role)
{
    const QString folder = chooseModelFolder(m_parts.settings, m_dialog, role);
    if (!folder.isEmpty()) {
        setPath(role, folder);
    }
}

void StudiesWiring::setPath(const QString& role, const QString& path)
{
    // The study's own place needs not be remembered.
    const auto& study = m_session->study();
    QMap<QString, QString> paths = m_session->paths();
    paths.remove(role);
    if (!path.isEmpty() && study && study->paths.count(role.toStdString()) > 0
        && study->paths.at(role.toStdString()).path != path.toStdString()) {
        paths.insert(role, path);
    }
    m_parts.settings->setStudyPaths(paths);
    m_session->setPaths(paths);
}

/// A folder is that of a transfer.
void StudiesWiring::showResult(const QString& path)
{
    const QFileInfo result(path);
    const QString file = result.isDir() ? path + QStringLiteral("/run.h5") : path;
    if (QFileInfo(file).isFile()) {
        m_parts.files->open(file);
        m_parts.window->activateWindow();
    }
}

} // namespace neurograft
