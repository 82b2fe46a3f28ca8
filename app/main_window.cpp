// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "widgets/figures/figure_fonts.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/jobs_panel.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/panels/similarity_view.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_readout.h"
#include "widgets/settings/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUrl>
#include <QVBoxLayout>

namespace neurograft {

namespace {

QStringList localPaths(const QMimeData* mime)
{
    QStringList paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

} // namespace

MainWindow::MainWindow(QWidget* parent)
    : QMainWindow(parent), m_settings(new AppSettings(this)), m_jobs(new JobController(this)),
      m_lane(new QuickLane(this)), m_pair(new PairModel(m_lane, this)),
      m_session(new SimilaritySession(m_pair, m_jobs, m_lane, this)),
      m_documents(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    applyTheme(m_settings->theme());
    loadFigureFonts(); // here, so that figures can be drawn on other threads later
    m_actions = std::make_unique<WindowActions>(this);
    buildLayout();
    connectModels();
    connectActions();
    updateTitle();
    updateActions();
    resize(1280, 860);
    m_defaultState = saveState();
    restoreGeometry(m_settings->windowGeometry());
    restoreState(m_settings->windowState());
    m_jobsDock->hide(); // nothing is open yet
    showPage();
}

MainWindow::~MainWindow()
{
    // Work is stopped while everything it reports to is still there.
    delete m_jobs;
    delete m_lane;
}

void MainWindow::buildLayout()
{
    auto* centre = new QWidget(this);
    m_pairBar = new PairBar(m_pair, centre);
    m_preflight = new PreflightPanel(m_pair, centre);
    m_preflight->setOpen(m_settings->isPreflightOpen());
    m_notices = new NoticeStrip(centre);
    m_pages = new QStackedWidget(centre);
    m_startPage = new StartPage(m_pages);
    SimilarityActions shared;
    shared.run = m_actions->run;
    shared.cancel = m_actions->cancel;
    shared.lock = m_actions->lock;
    shared.mask = m_actions->mask;
    shared.transpose = m_actions->transpose;
    m_view = new SimilarityView(m_pair, m_session, m_lane, shared, m_pages);
    m_pages->addWidget(m_startPage);
    m_pages->addWidget(m_view);
    auto* layout = new QVBoxLayout(centre);
    layout->addWidget(m_pairBar);
    layout->addWidget(m_preflight);
    layout->addWidget(m_notices);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);

    m_jobsDock = new QDockWidget(tr("Jobs"), this);
    m_jobsDock->setObjectName(QStringLiteral("jobsDock"));
    m_jobsDock->setWidget(new JobsPanel(m_jobs, m_jobsDock));
    addDockWidget(Qt::BottomDockWidgetArea, m_jobsDock);
    m_actions->windowMenu->insertAction(m_actions->windowMenu->actions().constFirst(),
                                        m_jobsDock->toggleViewAction());
    m_status = new StatusReadout(statusBar());
}

void MainWindow::connectModels()
{
    connect(m_pair, &PairModel::modelChanged, this, [this](Role role) {
        showModelProblem(role);
        showPage();
        updateActions();
        updateTitle();
        runWhenReady();
    });
    connect(m_pair, &PairModel::dataChanged, this, [this] {
        showDataProblem();
        showPage();
        updateActions();
        runWhenReady();
    });
    connect(m_pair, &PairModel::preflightChanged, this, [this] {
        if (m_pair->preflightProblem().isFailed()) {
            showOutcome(QStringLiteral("preflight"), tr("The pair was not compared."),
                        m_pair->preflightProblem());
        } else {
            m_notices->clear(QStringLiteral("preflight"));
        }
        updateActions();
    });
    connect(m_session, &SimilaritySession::stateChanged, this, [this] {
        showPage();
        updateActions();
    });
    connect(m_session, &SimilaritySession::figureChanged, this, [this] {
        m_status->setFigure(m_session->figure().get());
        updateActions();
    });
    connect(m_session, &SimilaritySession::optionsChanged, this, &MainWindow::updateActions);
    connect(m_session, &SimilaritySession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                showOutcome(QStringLiteral("similarity"), headline, outcome);
            });
    connect(m_session, &SimilaritySession::studyOpened, this, &MainWindow::openStudyPair);
    connect(m_startPage, &StartPage::demoWanted, this, &MainWindow::openDemo);
    connect(m_startPage, &StartPage::pairWanted, this, &MainWindow::choosePair);
    connect(m_startPage, &StartPage::resultWanted, m_actions->addResult, &QAction::trigger);
    connect(m_pairBar, &PairBar::modelWanted, this, &MainWindow::chooseModel);
    connect(m_pairBar, &PairBar::dataWanted, this, &MainWindow::chooseData);
    connect(m_view, &SimilarityView::modelWanted, this, &MainWindow::chooseModel);
    connect(m_view, &SimilarityView::dataWanted, this, &MainWindow::chooseData);
    connect(m_view, &SimilarityView::hovered, this, [this](const QString& text) {
        m_status->setHover(text.isEmpty() ? m_view->grid()->selectedText() : text);
    });
    connect(m_view->grid(), &HeatmapGrid::selectionChanged, this, [this] {
        m_status->setHover(m_view->grid()->selectedText());
        updateActions();
    });
    connect(m_preflight, &PreflightPanel::openChanged, this, [this](bool isOpen) {
        m_settings->setPreflightOpen(isOpen);
        m_actions->preflight->setChecked(isOpen);
    });
    connect(m_settings, &AppSettings::themeChanged, this, &applyTheme);
}

void MainWindow::updateActions()
{
    const bool isRunning = m_session->isRunning();
    const bool hasFigure = m_session->figure() != nullptr && !m_session->figure()->panels.empty();
    const QString obstacle = m_session->options().modules.isEmpty()
        ? tr("Tick at least one module.")
        : m_pair->obstacle();
    m_actions->run->setEnabled(!isRunning && obstacle.isEmpty());
    m_actions->run->setToolTip(obstacle.isEmpty() ? tr("Run similarity (F5)") : obstacle);
    const JobStatus* job = m_session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    m_actions->cancel->setEnabled(isRunning && !isCancelling);
    m_actions->cancel->setIconText(isCancelling ? tr("Cancelling…") : tr("Cancel"));
    for (QAction* action :
         {m_actions->exportFigure, m_actions->exportData, m_actions->copyFigure, m_actions->copy,
          m_actions->zoomIn, m_actions->zoomOut, m_actions->resetView}) {
        action->setEnabled(hasFigure);
    }
    m_actions->copyCommand->setEnabled(!m_session->command().isEmpty());
    m_actions->copyGoTo->setEnabled(!m_view->grid()->selectedGoTo().isEmpty());
    m_actions->closePair->setEnabled(!m_pair->isEmpty() || hasFigure);
    const bool hasModels = m_pair->model(Role::Teacher).state != SlotState::Empty
        || m_pair->model(Role::Student).state != SlotState::Empty;
    m_actions->swapRoles->setEnabled(hasModels);
    m_actions->preflight->setEnabled(m_pair->preflight() != nullptr || m_preflight->isOpen());
}

void MainWindow::updateTitle()
{
    QString name = m_studyName;
    if (name.isEmpty()) {
        QStringList names;
        for (const Role role : {Role::Teacher, Role::Student}) {
            if (m_pair->model(role).state != SlotState::Empty) {
                names << m_pair->model(role).name();
            }
        }
        name = names.join(QStringLiteral(", "));
    }
    setWindowTitle(name.isEmpty() ? tr("Neurograft") : name); // the platform adds the program
}

void MainWindow::showPage()
{
    const bool isAnythingOpen =
        !m_pair->isEmpty() || m_session->isRunning() || !m_session->resultPath().isEmpty();
    QWidget* page = isAnythingOpen ? static_cast<QWidget*>(m_view) : m_startPage;
    m_jobsDock->toggleViewAction()->setEnabled(isAnythingOpen);
    if (m_pages->currentWidget() != page) {
        m_pages->setCurrentWidget(page);
        m_jobsDock->setVisible(isAnythingOpen);
    }
}

void MainWindow::open(const QString& path)
{
    const QFileInfo file(path);
    const QString suffix = file.suffix().toLower();
    if (file.isDir()) {
        const bool isTeacherFree = m_pair->model(Role::Teacher).state == SlotState::Empty;
        m_pair->openModel(isTeacherFree ? Role::Teacher : Role::Student, path);
    } else if (suffix == QLatin1String("h5") || suffix == QLatin1String("hdf5")) {
        m_session->openResult(path);
    } else if (suffix == QLatin1String("jsonl") || suffix == QLatin1String("json")
               || suffix == QLatin1String("npz")) {
        m_pair->openData(path);
    } else {
        showOutcome(QStringLiteral("open"), tr("%1 was not opened.").arg(file.fileName()),
                    JobOutcome::failed(
                        file.exists() ? tr("It is no model folder, data file or result file.")
                                      : tr("There is no such file or folder."),
                        tr("Open a folder with config.json, a .jsonl, .npz or .h5 file.")));
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localPaths(event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    for (const QString& path : localPaths(event->mimeData())) {
        open(path);
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayQuit()) {
        event->ignore();
        return;
    }
    m_jobs->cancelAll();
    m_settings->setWindow(saveGeometry(), saveState());
    event->accept();
}

void MainWindow::resetLayout()
{
    restoreState(m_defaultState);
    m_jobsDock->setVisible(m_pages->currentWidget() == m_view);
    m_settings->forgetWindow();
}

} // namespace neurograft
