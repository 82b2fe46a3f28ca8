// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_wiring.h"

#include "app/figure_list_wiring.h"
#include "app/figure_reopening.h"
#include "app/figure_source.h"
#include "app/window_actions.h"
#include "core/store/table_text.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/provenance_dialog.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/figures/figure_command.h"
#include "widgets/figures/figure_data.h"
#include "widgets/figures/figure_exporter.h"
#include "widgets/figures/figure_script.h"
#include "widgets/figures/latex_snippet.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/figure_list_model.h"
#include "widgets/models/neuron_session.h"
#include "widgets/models/parameter_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/annotation_page.h"
#include "widgets/panels/figures_view.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/neuron_maps.h"
#include "widgets/panels/neurons_view.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/study_panel.h"
#include "widgets/panels/transfer_view.h"
#include "widgets/plots/loss_plot.h"
#include "widgets/settings/app_settings.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QLineEdit>
#include <QMainWindow>
#include <QUrl>

#include <utility>

namespace neurograft {

namespace {

const QString kFigureTopic = QStringLiteral("export");
constexpr int kFigureStep = 4; ///< of the first steps, from 0

} // namespace

FigureWiring::FigureWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts), m_list(new FigureListWiring(parts, this)),
      m_source(new FigureSource(parts, m_list, this)),
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
    connect(m_source, &FigureSource::changed, this, &FigureWiring::updateActions);
    connect(m_list->view(), &FiguresView::activated, this, [this] { exportFigure(false); });
    updateActions();
}

void FigureWiring::updateActions()
{
    const QString obstacle = m_source->obstacle();
    for (const char* name :
         {"figure.exportFigure", "figure.labels", "file.exportData", "figure.matplotlib",
          "edit.copyFigure", "figure.copyLatex", "figure.provenance", "figure.addToBoard",
          "figure.newBoard", "annotate.box", "annotate.arrow", "annotate.text"}) {
        m_parts.actions->setObstacle(name, obstacle);
    }
    const bool isOwn = m_source->areNeuronsAtHand() || m_source->areCurvesAtHand()
        || m_source->areScoresAtHand() || m_source->areParametersAtHand();
    m_parts.actions->setObstacle("edit.copy", isOwn ? obstacle : m_source->mapsObstacle());
    const QString noRun = shownCommand().isEmpty() ? tr("Nothing has been run yet.") : QString();
    m_parts.actions->setObstacle("edit.copyCommand", m_source->isListAtHand() ? obstacle : noRun);
}

/// Of the run in view.
QString FigureWiring::shownCommand() const
{
    if (m_source->areScoresAtHand()) {
        return m_parts.evaluate->commands();
    }
    if (m_source->areCurvesAtHand()) {
        return m_parts.transfer->command();
    }
    if (m_source->areParametersAtHand()) {
        return m_parts.parameters->command();
    }
    if (!m_source->areNeuronsAtHand()) {
        return m_parts.similarity->session()->command();
    }
    const auto result = m_parts.neurons->result();
    return result ? QString::fromStdString(result->manifest.value("command", std::string()))
                  : QString();
}

void FigureWiring::exportFigure(bool isForLabels)
{
    m_source->withFigure([this, isForLabels](const FigureAtHand& hand) {
        ExportPlace place;
        place.runs = hand.runs;
        place.folder = m_list->figuresFolder();
        place.name = hand.name.isEmpty() ? QString() : fileStem({hand.name});
        place.isKept = !hand.name.isEmpty();
        auto* dialog = new ExportDialog(hand.figure, hand.spec, place, m_parts.lane,
                                        m_parts.settings, m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        for (const FigureChoice& choice : hand.choices) {
            dialog->addContent(choice.title, choice.figure);
        }
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
    m_parts.notices->show(kFigureTopic, notice);
}

void FigureWiring::exportData()
{
    m_source->withFigure([this](const FigureAtHand& hand) {
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
                m_parts.showProblem(kFigureTopic, tr("The data was not written."), outcome);
            });
    });
}

void FigureWiring::exportScript()
{
    m_source->withFigure([this](const FigureAtHand& hand) {
        if (!hasFigureScript(*hand.figure)) {
            m_parts.toast(hand.figure->kind() == QLatin1String("board")
                              ? tr("A board has no script; export its figures one by one.")
                              : tr("A figure of this kind has no script; export its data."));
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
                m_parts.showProblem(kFigureTopic, tr("The script was not written."), outcome);
            });
    });
}

void FigureWiring::copyFigure()
{
    m_source->withFigure([this](const FigureAtHand& hand) {
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
                m_parts.showProblem(kFigureTopic, tr("The figure was not copied."), outcome);
            });
    });
}

/// Of the kept figure in workspace Figures; elsewhere of the run in view.
void FigureWiring::copyCommand()
{
    if (!m_source->isListAtHand()) {
        m_parts.copyText(shownCommand(), tr("Command copied."));
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
            m_parts.showProblem(kFigureTopic, tr("The command was not copied."), outcome);
        });
}

void FigureWiring::copyLatex()
{
    m_source->withFigure([this](const FigureAtHand& hand) {
        // The file as the last export named it, seen from the paper beside the study's figures.
        QString file = (hand.name.isEmpty() ? hand.figure->baseName() : fileStem({hand.name}))
            + QStringLiteral(".pdf");
        for (const FigureEntry& entry : m_list->model()->entries()) {
            const bool isIt = hand.name.isEmpty() ? entry.recipe.kind == hand.figure->kind()
                    && toJson(entry.recipe.selection)
                        == toJson(hand.figure->recipe(hand.spec).selection)
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
    m_source->withFigure([this](const FigureAtHand& hand) {
        auto* dialog =
            new ProvenanceDialog(hand.name.isEmpty() ? hand.figure->baseName() : hand.name,
                                 FigureExporter::manifest(*hand.figure, hand.spec), m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
}

void FigureWiring::addToBoard(bool isNew)
{
    m_source->withFigure([this, isNew](const FigureAtHand& hand) {
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
    if (m_source->isListAtHand()) {
        m_list->view()->annotate(kind);
        return;
    }
    m_source->withFigure([this, kind](const FigureAtHand& hand) {
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
    if (m_source->areNeuronsAtHand()) {
        m_parts.copyText(m_parts.neuronsView->maps()->tableText(),
                         m_parts.neurons->set().isEmpty() ? tr("Layer bars copied as a table.")
                                                          : tr("Set copied as a table."));
        return;
    }
    if (m_source->areCurvesAtHand()) {
        const std::string lines = tsvOfCsv(curvesCsv(m_parts.transferView->plot()->data()));
        m_parts.copyText(QString::fromStdString(lines), tr("Curves copied as a table."));
        return;
    }
    if (m_source->areParametersAtHand()) {
        if (const auto result = m_parts.parameters->result()) {
            m_parts.copyText(result->meansTsv(), tr("Means over the layers copied as a table."));
        }
        return;
    }
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

void FigureWiring::openSweep(const QString& path)
{
    m_reopening->openSweep(path);
}

} // namespace neurograft
