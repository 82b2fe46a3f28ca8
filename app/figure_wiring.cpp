// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_wiring.h"

#include "app/figure_list_wiring.h"
#include "app/figure_reopening.h"
#include "app/window_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/provenance_dialog.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/figures/figure_command.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_origin.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/latex_snippet.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/annotation_page.h"
#include "widgets/panels/figures_view.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/study_panel.h"
#include "widgets/settings/app_settings.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QLineEdit>
#include <QMainWindow>
#include <QUrl>

#include <utility>

namespace neurograft {

namespace {

const QString kTopic = QStringLiteral("export");
constexpr int kFigureStep = 4; ///< of the first steps, from 0

} // namespace

FigureWiring::FigureWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(new FigureListWiring(parts, this)),
      m_reopening(new FigureReopening(parts, m_list, this))
{
    WindowActions* actions = parts.actions;
    actions->on("figure.exportFigure", this, [this] { exportFigure(false); });
    actions->on("figure.labels", this, [this] { exportFigure(true); });
    actions->on("file.exportData", this, [this] { exportData(); });
    actions->on("figure.matplotlib", this, [this] { exportScript(); });
    actions->on("edit.copyFigure", this, [this] { copyFigure(); });
    actions->on("figure.copyLatex", this, [this] { copyLatex(); });
    actions->on("figure.provenance", this, [this] { showProvenance(); });
    actions->on("figure.addToBoard", this, [this] { addToBoard(false); });
    actions->on("figure.newBoard", this, [this] { addToBoard(true); });
    for (const auto& [name, kind] : {std::pair{"annotate.box", Annotation::Kind::Box},
                                     std::pair{"annotate.arrow", Annotation::Kind::Arrow},
                                     std::pair{"annotate.text", Annotation::Kind::Text}}) {
        m_list->view()->page()->addAction(
            actions->on(name, this, [this, kind = kind] { annotate(kind); }));
    }
    actions->on("edit.copy", this, [this] { copyTable(); });
    actions->on("edit.copyCommand", this, [this] { copyCommand(); });
    connect(parts.session, &SimilaritySession::figureChanged, this, &FigureWiring::updateActions);
    connect(parts.session, &SimilaritySession::stateChanged, this, &FigureWiring::updateActions);
    connect(parts.similarity, &SimilarityPanes::currentChanged, this, &FigureWiring::updateActions);
    connect(parts.pages, &WorkspacePages::pageChanged, this, &FigureWiring::updateActions);
    connect(m_list->view(), &FiguresView::currentChanged, this, &FigureWiring::updateActions);
    connect(m_list->view(), &FiguresView::activated, this, [this] { exportFigure(false); });
    updateActions();
}

bool FigureWiring::isListAtHand() const
{
    return m_parts.pages->current() == Workspace::Figures && m_list->model()->rowCount() > 0;
}

void FigureWiring::updateActions()
{
    const SimilaritySession* session = m_parts.similarity->session();
    const bool hasMaps = session->figure() != nullptr && !session->figure()->panels.empty();
    const QString noMaps = hasMaps ? QString() : tr("There are no maps yet: run similarity.");
    const QString noKept =
        m_list->view()->current() >= 0 ? QString() : tr("No figure is kept yet: export a view.");
    const QString obstacle = isListAtHand() ? noKept : noMaps;
    for (const char* name :
         {"figure.exportFigure", "figure.labels", "file.exportData", "figure.matplotlib",
          "edit.copyFigure", "figure.copyLatex", "figure.provenance", "figure.addToBoard",
          "figure.newBoard", "annotate.box", "annotate.arrow", "annotate.text"}) {
        m_parts.actions->setObstacle(name, obstacle);
    }
    m_parts.actions->setObstacle("edit.copy", noMaps);
    const QString noRun =
        session->command().isEmpty() ? tr("Nothing has been run yet.") : QString();
    m_parts.actions->setObstacle("edit.copyCommand", isListAtHand() ? noKept : noRun);
}

void FigureWiring::withFigure(const std::function<void(const FigureAtHand&)>& then)
{
    const auto failed = [this](const JobOutcome& outcome) {
        m_parts.showProblem(kTopic, tr("The figure was not read."), outcome);
    };
    if (isListAtHand()) {
        const int row = m_list->view()->current();
        if (row < 0) {
            return;
        }
        m_parts.lane->ask(
            QStringLiteral("figure.at.hand"), this,
            [then, entry = m_list->model()->entry(row)](const RunContext&) -> QuickLane::Answer {
                FigureAtHand hand{loadFigure(entry.recipe, entry.runs), entry.recipe.spec,
                                  entry.runs, entry.name};
                return [then, hand] { then(hand); };
            },
            failed);
        return;
    }
    const HeatmapGrid* grid = m_parts.similarity->grid();
    FigureAtHand hand;
    hand.figure = std::make_shared<const HeatmapFigure>(grid->shownFigure());
    grid->applyTo(hand.spec);
    const std::filesystem::path shown = toPath(m_parts.similarity->session()->resultPath());
    const std::vector<RunClaim> claims = runClaims(hand.figure->provenance(hand.spec));
    if (claims.size() == 1) {
        hand.runs = {shown};
        then(hand);
        return;
    }
    // Of a difference the files are told by their manifests.
    m_parts.lane->ask(
        QStringLiteral("figure.at.hand"), this,
        [then, hand, claims, shown](const RunContext&) -> QuickLane::Answer {
            FigureAtHand found = hand;
            for (const RunClaim& claim : claims) {
                found.runs.push_back(findRun(claim, shown, {}));
            }
            return [then, found] { then(found); };
        },
        failed);
}

void FigureWiring::exportFigure(bool isForLabels)
{
    withFigure([this, isForLabels](const FigureAtHand& hand) {
        ExportPlace place;
        place.runs = hand.runs;
        place.folder = m_list->figuresFolder();
        place.name = hand.name.isEmpty() ? QString() : fileStem({hand.name});
        place.isKept = !hand.name.isEmpty();
        auto* dialog = new ExportDialog(hand.figure, hand.spec, place, m_parts.lane,
                                        m_parts.settings, m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &ExportDialog::written, this,
                [this, hand](const QString& path, const FigureRecipe& recipe,
                             const QString& csvSha256) {
                    FigureEntry entry;
                    entry.name =
                        hand.name.isEmpty() ? QFileInfo(path).completeBaseName() : hand.name;
                    entry.runs = hand.runs;
                    entry.recipe = recipe;
                    entry.csvSha256 = csvSha256.toStdString();
                    entry.exported = toPath(path);
                    m_list->model()->keep(entry);
                    m_parts.firstSteps->setDone(kFigureStep);
                    showWritten(path);
                });
        dialog->open();
        if (isForLabels) {
            dialog->findChild<QLineEdit*>(QStringLiteral("exportDialog.titleEdit"))->setFocus();
        }
    });
}

void FigureWiring::showWritten(const QString& path)
{
    Notice notice{Notice::Weight::Note,
                  tr("%1 was written.").arg(QFileInfo(path).fileName()),
                  tr("Its recipe is kept in workspace Figures (Ctrl+5)."),
                  {},
                  {},
                  {}};
    notice.actions.append({tr("Open folder"), [path] {
                               QDesktopServices::openUrl(
                                   QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
                           }});
    notice.actions.append({tr("Copy LaTeX"), [this] { copyLatex(); }});
    m_parts.notices->show(kTopic, notice);
}

void FigureWiring::exportData()
{
    withFigure([this](const FigureAtHand& hand) {
        const QString stem = hand.name.isEmpty() ? hand.figure->baseName() : fileStem({hand.name});
        QString path =
            chooseTarget(m_parts.settings, m_parts.window, tr("Export data of this view"),
                         stem + QStringLiteral(".csv"), dataFilters());
        if (path.isEmpty()) {
            return;
        }
        const auto named = dataFormatFromName(path);
        const DataFormat format = named.value_or(DataFormat::Csv);
        if (!named) {
            path += QStringLiteral(".csv");
        }
        m_parts.lane->ask(
            QStringLiteral("export.data"), this,
            [this, hand, path, format](const RunContext&) -> QuickLane::Answer {
                writeFigureData(*hand.figure, hand.spec, toPath(path), format, true);
                return [this, path] { m_parts.toast(tr("%1 was written.").arg(path)); };
            },
            [this](const JobOutcome& outcome) {
                m_parts.showProblem(kTopic, tr("The data was not written."), outcome);
            });
    });
}

void FigureWiring::exportScript()
{
    withFigure([this](const FigureAtHand& hand) {
        if (!hasFigureScript(*hand.figure)) {
            m_parts.toast(tr("A board has no script; export its figures one by one."));
            return;
        }
        const QString stem = hand.name.isEmpty() ? hand.figure->baseName() : fileStem({hand.name});
        QString path =
            chooseTarget(m_parts.settings, m_parts.window, tr("Export matplotlib script"),
                         stem + QStringLiteral(".py"), QStringLiteral("Python (*.py)"));
        if (path.isEmpty()) {
            return;
        }
        if (QFileInfo(path).suffix() != QLatin1String("py")) {
            path += QStringLiteral(".py");
        }
        m_parts.lane->ask(
            QStringLiteral("export.data"), this,
            [this, hand, path](const RunContext&) -> QuickLane::Answer {
                writeFigureScript(*hand.figure, hand.spec, toPath(path), true);
                return
                    [this, path] { m_parts.toast(tr("%1 and its .npz were written.").arg(path)); };
            },
            [this](const JobOutcome& outcome) {
                m_parts.showProblem(kTopic, tr("The script was not written."), outcome);
            });
    });
}

void FigureWiring::copyFigure()
{
    withFigure([this](const FigureAtHand& hand) {
        FigureSpec spec = hand.spec;
        if (hand.name.isEmpty()) {
            spec.applyPreset(m_parts.settings->exportPreset());
        }
        m_parts.lane->ask(
            QStringLiteral("copy.figure"), this,
            [this, hand, spec](const RunContext&) -> QuickLane::Answer {
                const FigureCopy copy = figureCopy(*hand.figure, spec);
                return [this, copy] {
                    putOnClipboard(copy);
                    m_parts.toast(tr("Figure copied as bitmap, SVG and table."));
                };
            },
            [this](const JobOutcome& outcome) {
                m_parts.showProblem(kTopic, tr("The figure was not copied."), outcome);
            });
    });
}

/// Of the kept figure in workspace Figures; elsewhere of the run in view.
void FigureWiring::copyCommand()
{
    if (!isListAtHand()) {
        m_parts.copyText(m_parts.similarity->session()->command(), tr("Command copied."));
        return;
    }
    const FigureEntry entry = m_list->model()->entry(m_list->view()->current());
    const auto target = entry.exported.empty()
        ? toPath(m_list->figuresFolder()) / toPath(fileStem({entry.name}) + QStringLiteral(".pdf"))
        : entry.exported;
    m_parts.lane->ask(
        QStringLiteral("figure.command"), this,
        [this, entry, target](const RunContext&) -> QuickLane::Answer {
            const CommandWithRecipe command = commandWithRecipe(entry.runs, entry.recipe, target);
            return [this, command] {
                m_parts.copyText(QString::fromStdString(command.line), copiedCommandText(command));
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kTopic, tr("The command was not copied."), outcome);
        });
}

void FigureWiring::copyLatex()
{
    withFigure([this](const FigureAtHand& hand) {
        // The file as the last export named it, seen from the paper beside the study's figures.
        QString file = (hand.name.isEmpty() ? hand.figure->baseName() : fileStem({hand.name}))
            + QStringLiteral(".pdf");
        for (const FigureEntry& entry : m_list->model()->entries()) {
            const bool isIt = hand.name.isEmpty()
                ? toJson(entry.recipe.selection) == toJson(hand.figure->recipe(hand.spec).selection)
                : entry.name == hand.name;
            if (isIt && !entry.exported.empty()) {
                file = fromPath(entry.exported.filename());
            }
        }
        FigureSpec spec = hand.spec;
        if (hand.name.isEmpty()) {
            spec.applyPreset(m_parts.settings->exportPreset());
        }
        m_parts.copyText(latexSnippet(*hand.figure, spec, QStringLiteral("figures/") + file),
                         tr("LaTeX copied."));
    });
}

void FigureWiring::showProvenance()
{
    withFigure([this](const FigureAtHand& hand) {
        auto* dialog =
            new ProvenanceDialog(hand.name.isEmpty() ? hand.figure->baseName() : hand.name,
                                 FigureExporter::manifest(*hand.figure, hand.spec), m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
}

void FigureWiring::addToBoard(bool isNew)
{
    withFigure([this, isNew](const FigureAtHand& hand) {
        if (hand.figure->kind() == QLatin1String("board")) {
            m_parts.toast(tr("A board cannot stand on a board: choose another figure."));
            return;
        }
        FigureEntry entry;
        entry.runs = hand.runs;
        entry.recipe = hand.figure->recipe(hand.spec);
        m_list->addToBoard(entry, isNew);
    });
}

void FigureWiring::annotate(Annotation::Kind kind)
{
    if (isListAtHand()) {
        m_list->view()->annotate(kind);
        return;
    }
    withFigure([this, kind](const FigureAtHand& hand) {
        FigureSpec spec = hand.spec;
        spec.applyPreset(m_parts.settings->exportPreset());
        FigureEntry entry;
        entry.name = m_list->model()->freeName();
        entry.runs = hand.runs;
        entry.recipe = hand.figure->recipe(spec);
        m_list->show(entry);
        m_list->view()->annotate(kind);
        m_parts.toast(tr("The view is kept as %1.").arg(entry.name));
    });
}

void FigureWiring::copyTable()
{
    const HeatmapGrid* grid = m_parts.similarity->grid();
    const QString module = grid->currentModule();
    for (const HeatmapData& panel : grid->shownFigure().panels) {
        if (panel.module == module) {
            m_parts.copyText(heatmapTsv(panel), tr("Values of %1 copied as a table.").arg(module));
            return;
        }
    }
}

void FigureWiring::fill(StudyPanel* panel)
{
    panel->setFiguresModel(m_list->model(), m_parts.actions->find("figure.exportFigure"));
    connect(panel, &StudyPanel::figureActivated, this,
            [this](const QModelIndex& figure) { m_list->open(figure.row()); });
}

void FigureWiring::openFigure(const QString& path)
{
    m_reopening->open(path);
}

} // namespace neurograft
