// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figure_wiring.h"

#include "app/window_actions.h"
#include "core/support/atomic_file.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/similarity_view.h"
#include "widgets/settings/app_settings.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QFileInfo>
#include <QMainWindow>
#include <QMimeData>
#include <QUrl>

namespace neurograft {

namespace {

const QString kTopic = QStringLiteral("export");

} // namespace

FigureWiring::FigureWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("figure.exportFigure", this, [this] { exportFigure(); });
    actions->on("file.exportData", this, [this] { exportData(); });
    actions->on("edit.copyFigure", this, [this] { copyFigure(); });
    actions->on("edit.copy", this, [this] { copyTable(); });
    actions->on("edit.copyCommand", this,
                [this] { m_parts.copyText(m_parts.session->command(), tr("Command copied.")); });
    connect(parts.session, &SimilaritySession::figureChanged, this, &FigureWiring::updateActions);
    connect(parts.session, &SimilaritySession::stateChanged, this, &FigureWiring::updateActions);
    updateActions();
}

void FigureWiring::updateActions()
{
    const SimilaritySession* session = m_parts.session;
    const bool hasFigure = session->figure() != nullptr && !session->figure()->panels.empty();
    const QString obstacle = hasFigure ? QString() : tr("There are no maps yet: run similarity.");
    for (const char* name :
         {"figure.exportFigure", "file.exportData", "edit.copyFigure", "edit.copy"}) {
        m_parts.actions->setObstacle(name, obstacle);
    }
    m_parts.actions->setObstacle("edit.copyCommand",
                                 session->command().isEmpty() ? tr("Nothing has been run yet.")
                                                              : QString());
}

void FigureWiring::exportFigure()
{
    const HeatmapGrid* grid = m_parts.similarity->grid();
    FigureSpec spec;
    grid->applyTo(spec);
    auto* dialog =
        new ExportDialog(grid->shownFigure(), spec, m_parts.lane, m_parts.settings, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::written, this, [this](const QString& path) {
        Notice notice{Notice::Weight::Note,
                      tr("%1 was written.").arg(QFileInfo(path).fileName()),
                      tr("Its data and provenance lie beside it."),
                      {},
                      {},
                      {}};
        notice.actions.append({tr("Open folder"), [path] {
                                   QDesktopServices::openUrl(
                                       QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
                               }});
        m_parts.notices->show(kTopic, notice);
    });
    dialog->open();
}

void FigureWiring::exportData()
{
    const HeatmapFigure figure = m_parts.similarity->grid()->shownFigure();
    const QString path =
        chooseTarget(m_parts.settings, m_parts.window, tr("Export data of this view"),
                     figureBaseName(figure) + QStringLiteral(".csv"), tr("CSV (*.csv)"));
    if (path.isEmpty()) {
        return;
    }
    m_parts.lane->ask(
        QStringLiteral("export.data"), this,
        [this, figure, path](const RunContext&) -> QuickLane::Answer {
            writeFileAtomically(toPath(path), heatmapCsv(figure), true);
            return [this, path] { m_parts.toast(tr("%1 was written.").arg(path)); };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kTopic, tr("The data was not written."), outcome);
        });
}

void FigureWiring::copyFigure()
{
    const HeatmapGrid* grid = m_parts.similarity->grid();
    FigureSpec spec;
    grid->applyTo(spec);
    spec.applyPreset(m_parts.settings->exportPreset());
    m_parts.lane->ask(
        QStringLiteral("copy.figure"), this,
        [this, figure = grid->shownFigure(), spec](const RunContext&) -> QuickLane::Answer {
            const std::shared_ptr<QMimeData> mime = figureMimeData(figure, spec);
            mime->moveToThread(QCoreApplication::instance()->thread());
            return [this, mime] {
                auto* copy = new QMimeData;
                for (const QString& format : mime->formats()) {
                    copy->setData(format, mime->data(format));
                }
                copy->setImageData(mime->imageData());
                QApplication::clipboard()->setMimeData(copy);
                m_parts.toast(tr("Figure copied as bitmap, SVG and table."));
            };
        },
        [this](const JobOutcome& outcome) {
            m_parts.showProblem(kTopic, tr("The figure was not copied."), outcome);
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

} // namespace neurograft
