// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/main_window.h"

#include "app/ablation_wiring.h"
#include "app/activation_wiring.h"
#include "app/baseline_wiring.h"
#include "app/bookmark_wiring.h"
#include "app/compare_wiring.h"
#include "app/data_wiring.h"
#include "app/evaluate_wiring.h"
#include "app/examples_wiring.h"
#include "app/explain_wiring.h"
#include "app/figure_wiring.h"
#include "app/filter_wiring.h"
#include "app/frame_wiring.h"
#include "app/go_to_wiring.h"
#include "app/help_wiring.h"
#include "app/jobs_wiring.h"
#include "app/match_wiring.h"
#include "app/model_wiring.h"
#include "app/neuron_inspector_wiring.h"
#include "app/neuron_set_wiring.h"
#include "app/neurons_wiring.h"
#include "app/notes_wiring.h"
#include "app/overlap_wiring.h"
#include "app/overlay_wiring.h"
#include "app/parameter_wiring.h"
#include "app/parity_wiring.h"
#include "app/paused_jobs_wiring.h"
#include "app/playground_wiring.h"
#include "app/report_wiring.h"
#include "app/save_model_wiring.h"
#include "app/shelf_wiring.h"
#include "app/studies_wiring.h"
#include "app/study_wiring.h"
#include "app/token_search_wiring.h"
#include "app/transfer_wiring.h"
#include "app/window_actions.h"
#include "app/window_docks.h"
#include "app/window_files.h"
#include "app/workspace_actions.h"
#include "widgets/figures/figure_fonts.h"
#include "widgets/frame/dock.h"
#include "widgets/frame/drop_hint.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/go_to_box.h"
#include "widgets/frame/header_bar.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/adapter_neurons.h"
#include "widgets/models/bookmark_model.h"
#include "widgets/models/chain_session.h"
#include "widgets/models/delta_inspection.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/evaluation_board_model.h"
#include "widgets/models/example_set.h"
#include "widgets/models/example_slices.h"
#include "widgets/models/example_table_model.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/machine_model.h"
#include "widgets/models/match_session.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/neuron_table_model.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/parity_model.h"
#include "widgets/models/run_list_model.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/self_maps.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_session.h"
#include "widgets/models/transfer_table_model.h"
#include "widgets/models/view_undo.h"
#include "widgets/panels/compare_page.h"
#include "widgets/panels/evaluate_view.h"
#include "widgets/panels/evaluation_board_panel.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"
#include "widgets/panels/parameters_view.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/panels/self_maps_view.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/start_page.h"
#include "widgets/panels/status_readout.h"
#include "widgets/panels/study_panel.h"
#include "widgets/panels/transfer_view.h"
#include "widgets/settings/app_settings.h"
#include "widgets/settings/interface_size.h"
#include "widgets/settings/theme.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QStatusBar>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>

namespace neurograft {

namespace {

constexpr int kUndoLimit = 200; ///< memory stays flat however much is clicked

} // namespace

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setContextMenuPolicy(Qt::NoContextMenu); // docks are in the Window menu
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    m_parts.window = this;
    m_parts.settings = new AppSettings(this);
    applyTheme(m_parts.settings->theme());
    applyInterfaceSize(m_parts.settings->interfaceSize());
    loadFigureFonts(); // here, so that figures can be drawn on other threads later
    makeModels();
    makePanels();
    m_parts.files = new WindowFiles(m_parts, this);
    new ModelWiring(m_parts, this);
    new ShelfWiring(m_parts, this);
    new OverlayWiring(m_parts, this);
    new PlaygroundWiring(m_parts, this);
    new DataWiring(m_parts, this);
    new ActivationWiring(m_parts, this);
    new ExamplesWiring(m_parts, this);
    new ExplainWiring(m_parts, this);
    new CompareWiring(m_parts, this);
    new BaselineWiring(m_parts, this);
    new ParameterWiring(m_parts, this);
    new NeuronsWiring(m_parts, this);
    new NeuronInspectorWiring(m_parts, this); // its card stands in the inspector of Compare
    new TokenSearchWiring(m_parts, this);
    new NeuronSetWiring(m_parts, this); // its bar is a part of the neuron table dock
    new AblationWiring(m_parts, this); // a button of that bar is its
    new OverlapWiring(m_parts, this);
    new MatchWiring(m_parts, this);
    new FilterWiring(m_parts, this);
    new TransferWiring(m_parts, this);
    new SaveModelWiring(m_parts, this);
    new EvaluateWiring(m_parts, this); // the playground's dock is filled
    auto* figures = new FigureWiring(m_parts, this);
    connect(m_parts.files, &WindowFiles::figureWanted, figures, &FigureWiring::openFigure);
    connect(m_parts.files, &WindowFiles::sweepWanted, figures, &FigureWiring::openSweep);
    new ReportWiring(m_parts, this);
    new FrameWiring(m_parts, this);
    new JobsWiring(m_parts, this);
    new GoToWiring(m_parts, this);
    new HelpWiring(m_parts, this);
    m_study = new StudyWiring(m_parts, this);
    figures->fill(m_parts.docks->study()->findChild<StudyPanel*>());
    m_studies = new StudiesWiring(m_parts, this); // a study of many jobs is no study of a pair
    new BookmarkWiring(m_parts, this); // its list is a part of the study dock
    new NotesWiring(m_parts, m_parts.study, this);
    m_paused = new PausedJobsWiring(m_parts, m_study, this);
    resize(1280, 860);
    restoreGeometry(m_parts.settings->windowGeometry());
    m_parts.docks->restore();
}

MainWindow::~MainWindow()
{
    // Work is stopped while everything it reports to is still there.
    delete m_parts.jobs;
    delete m_parts.lane;
}

void MainWindow::makeModels()
{
    m_parts.jobs = new JobController(this);
    m_parts.lane = new QuickLane(this);
    m_parts.machine = new MachineModel(m_parts.lane, this);
    m_parts.pair = new PairModel(m_parts.lane, this);
    m_parts.shelf = new ModelShelf(m_parts.pair, m_parts.jobs, m_parts.lane, this);
    m_parts.session = new SimilaritySession(m_parts.pair, m_parts.jobs, m_parts.lane, this);
    m_parts.study = new StudyDocument(this);
    m_parts.undo = new QUndoStack(this);
    m_parts.undo->setUndoLimit(kUndoLimit);
    m_parts.runs = new RunListModel(m_parts.lane, m_parts.undo, this);
    m_parts.selection = new SelectionModel(m_parts.undo, this);
    m_parts.viewUndo = new ViewUndo(m_parts.undo, this);
    m_parts.overlays =
        new OverlayModel(m_parts.study, m_parts.pair, m_parts.lane, m_parts.viewUndo, this);
    m_parts.examples = new ExampleSet(m_parts.pair, m_parts.lane, this);
    m_parts.slices = new ExampleSlices(m_parts.undo, this);
    m_parts.exampleTable =
        new ExampleTableModel(m_parts.examples, m_parts.slices, m_parts.lane, m_parts.undo, this);
    m_parts.bookmarks = new BookmarkModel(m_parts.undo, this);
    m_parts.neurons = new NeuronSession(m_parts.lane, m_parts.selection, this);
    m_parts.locate = new LocateSession({m_parts.pair, m_parts.examples, m_parts.selection,
                                        m_parts.neurons, m_parts.jobs, m_parts.lane},
                                       this);
    m_parts.match = new MatchSession(
        {m_parts.pair, m_parts.session, m_parts.locate, m_parts.jobs, m_parts.lane}, this);
    m_parts.neuronTable = new NeuronTableModel(m_parts.lane, m_parts.undo, this);
    m_parts.parameters =
        new ParameterSession({m_parts.pair, m_parts.overlays, m_parts.jobs, m_parts.lane}, this);
    m_parts.transfer =
        new TransferSession({m_parts.pair, m_parts.study, m_parts.jobs, m_parts.lane}, this);
    m_parts.transferRuns = new TransferTableModel(m_parts.runs, m_parts.lane, this);
    m_parts.delta = new DeltaInspection(m_parts.transfer, m_parts.shelf, m_parts.lane, this);
    m_parts.evaluate = new EvaluateSession(
        {m_parts.pair, m_parts.overlays, m_parts.runs, m_parts.jobs, m_parts.lane}, this);
    m_parts.actions = new WindowActions(this);
}

void MainWindow::makePanels()
{
    makeHeader(); // first, as Tab walks in the order of making
    auto* centre = new QWidget(this);
    m_parts.preflight = new PreflightPanel(m_parts.pair, centre);
    m_parts.notices = new NoticeStrip(centre);
    m_parts.firstSteps = makeFirstSteps(centre);
    m_parts.start = new StartPage;
    m_parts.pages = new WorkspacePages(m_parts.start, centre);
    m_parts.workspaceActions = new WorkspaceActions(m_parts.actions, m_parts.pages, this);
    const WindowActions* actions = m_parts.actions;
    SimilarityActions shared;
    shared.run = actions->find("analyse.runSimilarity");
    shared.cancel = actions->find("analyse.cancelJob");
    shared.lock = actions->find("view.lock");
    shared.lock->setChecked(true);
    shared.mask = actions->find("view.mask");
    shared.transpose = actions->find("view.transpose");
    shared.chance = actions->find("view.chance");
    shared.difference = actions->find("view.difference");
    shared.profiles = actions->find("view.profiles");
    shared.table = actions->find("view.asTable");
    const SimilarityContext context{m_parts.pair, m_parts.lane, m_parts.selection,
                                    m_parts.undo, nullptr,      shared};
    m_parts.similarity =
        new SimilarityPanes(m_parts.session, context, m_parts.viewUndo, m_parts.pages);
    actions->addViewKeys(m_parts.similarity);
    m_parts.parametersView = new ParametersView(
        m_parts.parameters,
        new AdapterNeurons({m_parts.parameters, m_parts.overlays, m_parts.shelf, m_parts.lane},
                           m_parts.parameters),
        {actions->find("analyse.runSimilarity"), actions->find("analyse.cancelJob"),
         actions->find("model.addAdapter")});
    auto* selfMaps = new SelfMaps(m_parts.session, m_parts.lane);
    m_parts.compare = new ComparePage(m_parts.similarity, m_parts.parametersView,
                                      new SelfMapsView(selfMaps), m_parts.pages);
    m_parts.pages->setPage(Workspace::Compare, m_parts.compare);
    m_parts.neuronsView = new NeuronsView(m_parts.locate, m_parts.neurons, m_parts.selection,
                                          actions->find("analyse.runSimilarity"),
                                          actions->find("analyse.cancelJob"), m_parts.pages);
    actions->addViewKeys(m_parts.neuronsView);
    m_parts.pages->setPage(Workspace::Neurons, m_parts.neuronsView);
    m_parts.transferView =
        new TransferView({m_parts.transfer, m_parts.session, m_parts.transferRuns, m_parts.delta},
                         {actions->find("analyse.runSimilarity"), actions->find("transfer.dryRun"),
                          actions->find("analyse.cancelJob")},
                         m_parts.pages);
    m_parts.pages->setPage(Workspace::Transfer, m_parts.transferView);
    actions->find("evaluate.textDiff")->setChecked(true);
    m_parts.evaluateView = new EvaluateView(
        m_parts.evaluate,
        {actions->find("analyse.runSimilarity"), actions->find("analyse.cancelJob"),
         actions->find("evaluate.tasks")},
        {actions->find("evaluate.locateItem"), actions->find("evaluate.askItem"),
         actions->find("evaluate.textDiff")},
        new EvaluationBoardPanel(
            new EvaluationBoardModel(m_parts.evaluate->archive(), m_parts.lane, m_parts.evaluate),
            m_parts.lane),
        m_parts.pages);
    m_parts.pages->setPage(Workspace::Evaluate, m_parts.evaluateView);
    auto* layout = new QVBoxLayout(centre);
    layout->addWidget(m_parts.preflight);
    layout->addWidget(m_parts.notices);
    layout->addWidget(m_parts.firstSteps);
    layout->addWidget(m_parts.pages, 1);
    setCentralWidget(centre);

    m_parts.docks = new WindowDocks(this, m_parts.actions, m_parts.pages, m_parts.settings);
    m_hint = new DropHint(this);
    auto* parity = new ParityModel(m_parts.pair, m_parts.lane, m_parts.jobs, this);
    m_parts.status = new StatusReadout(statusBar(), m_parts.pair, m_parts.machine, parity);
    new ParityWiring(m_parts, parity, this);
}

FirstStepsStrip* MainWindow::makeFirstSteps(QWidget* parent)
{
    const WindowActions* actions = m_parts.actions;
    auto* strip = new FirstStepsStrip(
        {{tr("your first heatmap"),
          tr("Similarity shows which layers of the two models resemble "
             "each other; point at a cell to read it."),
          actions->find("analyse.runSimilarity")},
         {tr("neurons"),
          tr("Pick an example in the workspace Neurons (Ctrl+2), check its target, locate."),
          actions->find("analyse.locate")},
         {tr("transfer"),
          tr("In the workspace Transfer (Ctrl+3): choose a method, try it dry, start it."),
          actions->find("new.laten")},
         {tr("before and after"),
          tr("In the workspace Evaluate (Ctrl+4): the same questions before and after, and "
             "whether the difference goes beyond noise."),
          actions->find("view.evaluate")},
         {tr("a figure for the paper"), tr("What you see is what is written, as PDF, SVG or PNG."),
          actions->find("figure.exportFigure")}},
        parent);
    strip->hide();
    return strip;
}

void MainWindow::makeHeader()
{
    const WindowActions* actions = m_parts.actions;
    m_parts.pairBar = new PairBar(m_parts.pair, m_parts.overlays, actions->find("model.preflight"));
    m_parts.goTo = new GoToBox;
    auto* header = new HeaderBar(m_parts.pairBar, m_parts.goTo,
                                 {actions->find("view.compare"), actions->find("view.neurons"),
                                  actions->find("view.transfer"), actions->find("view.evaluate"),
                                  actions->find("view.figures")},
                                 {actions->find("edit.undo"), actions->find("edit.redo"),
                                  actions->find("view.back"), actions->find("view.forward"),
                                  actions->find("help.explain")},
                                 this);
    addToolBar(Qt::TopToolBarArea, header);
}

void MainWindow::open(const QString& path)
{
    m_parts.files->open(path);
}

void MainWindow::openDemo()
{
    m_study->openDemo();
}

void MainWindow::reopenLast()
{
    m_study->reopenLast();
}

void MainWindow::setDocumentsFolder(const QString& folder)
{
    m_study->setDocumentsFolder(folder);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList paths = WindowFiles::localPaths(event->mimeData());
    if (paths.isEmpty()) {
        return;
    }
    event->acceptProposedAction(); // what cannot be opened is told, too
    m_hint->showOver(centralWidget(), m_parts.files->intentOf(paths));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*)
{
    m_hint->hide();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    m_hint->hide();
    event->acceptProposedAction();
    for (const QString& path : WindowFiles::localPaths(event->mimeData())) {
        open(path);
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (!mayQuit()) {
        event->ignore();
        return;
    }
    m_parts.jobs->cancelAll();
    m_study->quit();
    m_parts.docks->save();
    m_parts.settings->setWindowGeometry(saveGeometry());
    event->accept();
}

bool MainWindow::mayQuit()
{
    if (!m_studies->mayQuit()) {
        return false;
    }
    const std::vector<JobStatus>& jobs = m_parts.jobs->jobs();
    const bool isAtWork = std::any_of(jobs.begin(), jobs.end(), [](const JobStatus& job) {
        return job.isActive() && job.state != JobState::Cancelling;
    });
    if (!isAtWork) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Quit Neurograft?"),
                    tr("A job is running. What is done so far is kept as a partial result."),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("quitDialog"));
    QPushButton* pause = nullptr;
    if (m_paused->canKeep()) {
        pause = box.addButton(tr("Pause and quit"), QMessageBox::AcceptRole);
        box.setInformativeText(tr("After a pause the next start offers to go on with it."));
    } else if (m_studies->session()->isRunning()) {
        box.setInformativeText(
            tr("Steps of the study that are finished stay; when it is run again, it goes on."));
    }
    QPushButton* stop = box.addButton(tr("Stop and keep partial"), QMessageBox::DestructiveRole);
    QPushButton* stay = box.addButton(tr("Stay"), QMessageBox::RejectRole);
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    const QAbstractButton* answer = box.clickedButton();
    if (pause != nullptr && answer == pause) {
        m_paused->keep();
    }
    return answer == stop || (pause != nullptr && answer == pause);
}

} // namespace neurograft
