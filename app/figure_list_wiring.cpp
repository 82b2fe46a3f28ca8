// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_list_wiring.h"

#include "app/window_actions.h"
#include "widgets/dialogs/export_all_dialog.h"
#include "widgets/figures/figure_batch.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_folder.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/panels/figure_board.h"
#include "widgets/panels/figures_view.h"
#include "widgets/panels/notice_strip.h"

#include <QAction>
#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QMainWindow>
#include <QUrl>

namespace neurograft {

namespace {

const QString kFigureListTopic = QStringLiteral("export");

} // namespace

FigureListWiring::FigureListWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_model(new FigureListModel(parts.undo, this))
{
    WindowActions* actions = parts.actions;
    QAction* all = actions->on("file.exportAllFigures", this, [this] { exportAll(); });
    QAction* refresh = actions->on("figure.refreshStale", this, [this] { refreshStale(); });
    QAction* checks = actions->on("figure.checks", this, [this] {
        m_parts.pages->setCurrent(Workspace::Figures);
        m_view->lookAgain(true);
    });
    m_view = new FiguresView(m_model, parts.lane,
                             {actions->find("figure.exportFigure"), all, refresh, checks,
                              actions->find("figure.provenance"), actions->find("figure.copyLatex"),
                              actions->find("edit.copyCommand"), actions->find("figure.matplotlib"),
                              actions->find("file.exportData")},
                             parts.pages);
    parts.pages->setPage(Workspace::Figures, m_view);
    connect(m_view, &FiguresView::currentChanged, this, &FigureListWiring::updateActions);
    connect(parts.jobs, &JobController::ended, this, &FigureListWiring::batchEnded);
    connect(parts.session, &SimilaritySession::figureChanged, m_view,
            [this] { m_view->lookAgain(); });
    connect(parts.neurons, &NeuronSession::resultChanged, m_view, [this] { m_view->lookAgain(); });
    connectStudy();
    updateActions();
}

/// The list is section "figures" of the study's view.
void FigureListWiring::connectStudy()
{
    const QString section = QStringLiteral("figures");
    StudyDocument* study = m_parts.study;
    connect(m_model, &FigureListModel::changed, this, [this, study, section] {
        study->setViewSection(section, m_model->toJson(study->folder()));
    });
    connect(study, &StudyDocument::opened, this, [this, study, section] {
        const QStringList problems = m_model->read(study->viewSection(section), study->folder());
        m_model->moveTo(study->folder());
        if (!problems.isEmpty()) {
            m_parts.showProblem(QStringLiteral("figures"), tr("Some figures were left out."),
                                JobOutcome::failed(problems.join(QLatin1Char(' '))));
        }
        m_view->lookAgain();
        updateActions();
    });
    connect(study, &StudyDocument::forgotten, this, [this] {
        m_model->read({}, {});
        updateActions();
    });
}

void FigureListWiring::open(int row)
{
    m_parts.pages->setCurrent(Workspace::Figures);
    m_view->setCurrent(row);
}

QString FigureListWiring::figuresFolder() const
{
    if (m_parts.study->isOpen()) {
        return QDir(m_parts.study->folder()).filePath(QStringLiteral("figures"));
    }
    const bool isOfNeurons = m_parts.pages->current() == Workspace::Neurons;
    const QFileInfo run(isOfNeurons ? m_parts.neurons->resultPath()
                                    : m_parts.session->resultPath());
    // Runs of unsaved pairs lie somewhere below the folder of the default one.
    const QString unsaved = QFileInfo(RunFolder().path()).absolutePath() + QLatin1Char('/');
    if (run.filePath().isEmpty() || run.dir().dirName() != QLatin1String("runs")
        || run.absolutePath().startsWith(unsaved)) {
        return {};
    }
    return QDir::cleanPath(run.absolutePath() + QStringLiteral("/../figures"));
}

void FigureListWiring::show(const FigureEntry& entry)
{
    m_parts.pages->setCurrent(Workspace::Figures);
    m_view->setCurrent(m_model->keep(entry));
}

void FigureListWiring::addToBoard(const FigureEntry& figure, bool isNew)
{
    const auto isBoard = [this](int row) {
        return m_model->entry(row).recipe.kind == QLatin1String("board");
    };
    int board = m_view->current();
    if (board < 0 || !isBoard(board)) {
        for (board = m_model->rowCount() - 1; board >= 0 && !isBoard(board); --board) { }
    }
    FigureEntry entry;
    if (isNew || board < 0) {
        entry.name = m_model->freeName(tr("Board %1"));
        entry.recipe.spec.applyPreset(QStringLiteral("generic-full"));
    } else {
        entry = m_model->entry(board);
    }
    entry = withPart(std::move(entry), figure);
    const int row = m_model->keep(entry);
    m_parts.toast(
        tr("On %1: %2.").arg(entry.name, tr("%1 figures").arg(entry.recipe.parts.size())));
    m_view->setCurrent(row);
}

void FigureListWiring::updateActions()
{
    WindowActions* actions = m_parts.actions;
    const QString none =
        m_model->rowCount() > 0 ? QString() : tr("No figure is kept yet: export a view.");
    actions->setObstacle("file.exportAllFigures", none);
    actions->setObstacle("figure.checks", none);
    actions->setObstacle("figure.refreshStale",
                         !none.isEmpty()                    ? none
                             : m_model->staleRows().empty() ? tr("No figure is stale.")
                                                            : QString());
}

void FigureListWiring::exportAll()
{
    auto* dialog =
        new ExportAllDialog(m_model->entries(), figuresFolder(), m_parts.settings, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportAllDialog::exportWanted, this, &FigureListWiring::startBatch);
    dialog->open();
}

void FigureListWiring::startBatch(const BatchOptions& options)
{
    m_parts.notices->clear(kFigureListTopic);
    Batch batch;
    batch.files = std::make_shared<std::vector<BatchFile>>();
    batch.folder = fromPath(options.folder);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        batch.ids.push_back(m_model->idOf(row));
    }
    JobRequest request;
    request.title = tr("Export of all figures (%1)").arg(m_model->rowCount());
    request.work = [entries = m_model->entries(), options,
                    files = batch.files](const RunContext& context) {
        *files = writeFigureBatch(entries, options, context);
    };
    m_batches.insert(m_parts.jobs->start(std::move(request)), batch);
}

void FigureListWiring::batchEnded(JobId id, const JobOutcome& outcome)
{
    if (!m_batches.contains(id)) {
        return;
    }
    const Batch batch = m_batches.take(id);
    if (outcome.isFailed()) {
        m_parts.showProblem(kFigureListTopic, tr("Not all figures were written."), outcome);
        return;
    }
    if (outcome.isCanceled()) {
        return;
    }
    for (const BatchFile& file : *batch.files) {
        m_model->setExported(batch.ids.at(file.entry), file.written.figure, file.csvSha256);
    }
    Notice notice{Notice::Weight::Note,
                  tr("Figures written: %1.").arg(batch.ids.size()),
                  tr("%1 lists them.").arg(QStringLiteral("manifest.json")),
                  {},
                  {},
                  {}};
    notice.actions.append({tr("Open folder"), [folder = batch.folder] {
                               QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
                           }});
    m_parts.notices->show(kFigureListTopic, notice);
}

void FigureListWiring::refreshStale()
{
    for (const int row : m_model->staleRows()) {
        const quint64 id = m_model->idOf(row);
        const FigureEntry entry = m_model->entry(row);
        const std::string numbers = m_model->look(row)->csvSha256;
        if (entry.exported.empty()) {
            m_model->setExported(id, {}, numbers);
            continue;
        }
        m_parts.lane->ask(
            QStringLiteral("figures.refresh.%1").arg(id), this,
            [this, id, entry, numbers](const RunContext&) -> QuickLane::Answer {
                FigureExporter::write(*loadFigure(entry.recipe, entry.runs), entry.recipe.spec,
                                      entry.exported, true);
                return [this, id, entry, numbers] {
                    m_model->setExported(id, entry.exported, numbers);
                    m_parts.toast(
                        tr("%1 was written again.").arg(fromPath(entry.exported.filename())));
                };
            },
            [this](const JobOutcome& outcome) {
                m_parts.showProblem(kFigureListTopic, tr("The figure was not refreshed."), outcome);
            });
    }
}

} // namespace neurograft
