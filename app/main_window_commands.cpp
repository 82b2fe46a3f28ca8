// SPDX-License-Identifier: GPL-3.0-or-later
// What the window's actions do: files, the demo, copying, exporting, questions.
#include "app/main_window.h"

#include "app/demo_copy.h"
#include "core/run/doctor.h"
#include "core/store/result_file.h"
#include "core/study/demo_study.h"
#include "core/support/atomic_file.h"
#include "core/support/version.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/dialogs/open_pair_dialog.h"
#include "widgets/dialogs/shortcuts_dialog.h"
#include "widgets/figures/figure_clipboard.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/heatmap_grid.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/panels/similarity_view.h"
#include "widgets/panels/status_readout.h"
#include "widgets/settings/app_settings.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QStatusBar>
#include <QUrl>

namespace neurograft {

namespace {

constexpr int kToastMs = 6000;
const QString kDemoChannel = QStringLiteral("demo");
const QString kDataChannel = QStringLiteral("export.data");

QString topicOf(Role role)
{
    return role == Role::Teacher ? QStringLiteral("teacher") : QStringLiteral("student");
}

} // namespace

void MainWindow::connectActions()
{
    const WindowActions& actions = *m_actions;
    const auto on = [this](QAction* action, auto&& what) {
        connect(action, &QAction::triggered, this, what);
    };
    on(actions.openDemo, [this] { openDemo(); });
    on(actions.addResult, [this] {
        const QString path = chooseResultFile(m_settings, this);
        if (!path.isEmpty()) {
            m_session->openResult(path);
        }
    });
    on(actions.exportData, [this] { exportData(); });
    on(actions.closePair, [this] {
        m_isRunWanted = false;
        m_studyName.clear();
        m_session->clear();
        m_session->setRunFolder(RunFolder());
        m_session->setBaseStudy(SimilarityStudy());
        m_pair->close();
        m_notices->clearAll();
        updateTitle();
        showPage();
    });
    on(actions.quit, [this] { close(); });
    on(actions.copy, [this] { copyTable(); });
    on(actions.copyFigure, [this] { copyFigure(); });
    on(actions.copyCommand, [this] { copyText(m_session->command(), tr("Command copied.")); });
    on(actions.copyGoTo,
       [this] { copyText(m_view->grid()->selectedGoTo(), tr("Go-to string copied.")); });
    on(actions.zoomIn, [this] { m_view->grid()->zoomBy(1.5); });
    on(actions.zoomOut, [this] { m_view->grid()->zoomBy(1.0 / 1.5); });
    on(actions.resetView, [this] { m_view->grid()->resetView(); });
    const std::pair<QAction*, Theme> themes[] = {{actions.themeSystem, Theme::System},
                                                 {actions.themeLight, Theme::Light},
                                                 {actions.themeDark, Theme::Dark}};
    for (const auto& [action, theme] : themes) {
        action->setChecked(m_settings->theme() == theme);
        on(action, [this, held = theme] { m_settings->setTheme(held); });
    }
    on(actions.openPair, [this] { choosePair(); });
    on(actions.openTeacher, [this] { chooseModel(Role::Teacher); });
    on(actions.openStudent, [this] { chooseModel(Role::Student); });
    on(actions.swapRoles, [this] { m_pair->swapRoles(); });
    actions.preflight->setChecked(m_preflight->isOpen());
    connect(actions.preflight, &QAction::toggled, m_preflight, &PreflightPanel::setOpen);
    on(actions.openData, [this] { chooseData(); });
    on(actions.importActivations, [this] {
        const QString path = chooseActivations(m_settings, this);
        if (!path.isEmpty()) {
            m_pair->openData(path);
        }
    });
    on(actions.run, [this] {
        m_notices->clear(QStringLiteral("similarity"));
        m_session->run();
    });
    on(actions.cancel, [this] { m_session->cancel(); });
    on(actions.exportFigure, [this] { exportFigure(); });
    on(actions.resetLayout, [this] { resetLayout(); });
    on(actions.shortcuts, [this] {
        auto* dialog = new ShortcutsDialog(m_actions->groups(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
    });
    on(actions.about, [this] { showAbout(); });
}

void MainWindow::showModelProblem(Role role)
{
    const ModelSlot& slot = m_pair->model(role);
    if (slot.state != SlotState::Failed) {
        m_notices->clear(topicOf(role));
        return;
    }
    const QString headline = role == Role::Teacher ? tr("The teacher was not opened.")
                                                   : tr("The student was not opened.");
    QString reason = slot.problem.message;
    reason.remove(slot.folder + QLatin1Char('/')); // the slot names the folder
    Notice notice{Notice::Weight::Problem, headline, reason, slot.problem.advice,
                  slot.problem.details,    {}};
    notice.actions.append({tr("Show folder"), [folder = slot.folder] {
                               QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
                           }});
    notice.actions.append({tr("Choose another"), [this, role] { chooseModel(role); }});
    m_notices->show(topicOf(role), notice);
}

void MainWindow::showDataProblem()
{
    const DataSlot& slot = m_pair->data();
    if (slot.state != SlotState::Failed) {
        m_notices->clear(QStringLiteral("data"));
        return;
    }
    Notice notice{Notice::Weight::Problem, tr("The data file was not read."),
                  slot.problem.message,    slot.problem.advice,
                  slot.problem.details,    {}};
    notice.actions.append({tr("Choose another"), [this] { chooseData(); }});
    m_notices->show(QStringLiteral("data"), notice);
}

void MainWindow::showOutcome(const QString& topic, const QString& headline,
                             const JobOutcome& outcome)
{
    m_notices->show(
        topic,
        {Notice::Weight::Problem, headline, outcome.message, outcome.advice, outcome.details, {}});
}

void MainWindow::chooseModel(Role role)
{
    const QString title =
        role == Role::Teacher ? tr("Open teacher folder") : tr("Open student folder");
    const QString path = chooseModelFolder(m_settings, this, title);
    if (!path.isEmpty()) {
        m_pair->openModel(role, path);
    }
}

void MainWindow::chooseData()
{
    const QString path = chooseDataFile(m_settings, this);
    if (!path.isEmpty()) {
        m_pair->openData(path);
    }
}

void MainWindow::choosePair()
{
    auto* dialog = new OpenPairDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setPaths(m_pair->model(Role::Teacher).folder, m_pair->model(Role::Student).folder,
                     m_pair->data().path);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_pair->openModel(Role::Teacher, dialog->teacher());
        m_pair->openModel(Role::Student, dialog->student());
        if (!dialog->data().isEmpty()) {
            m_pair->openData(dialog->data());
        }
    });
    dialog->open();
}

void MainWindow::openDemo()
{
    QString folder = QDir(m_documents).filePath(QStringLiteral("Neurograft demo"));
    if (!QDir().mkpath(folder) || !QFileInfo(folder).isWritable()) {
        const QString chosen = QFileDialog::getExistingDirectory(
            this, tr("Your documents cannot be written. Where may the demo study go?"));
        if (chosen.isEmpty()) {
            return;
        }
        folder = QDir(chosen).filePath(QStringLiteral("Neurograft demo"));
    }
    m_notices->clear(kDemoChannel);
    statusBar()->showMessage(tr("Copying the demo study to %1…").arg(folder));
    m_lane->ask(
        kDemoChannel, this,
        [this, folder](const RunContext& context) -> QuickLane::Answer {
            copyDemo(demoFolder(), toPath(folder), context);
            return [this, folder] {
                statusBar()->clearMessage();
                startDemo(folder);
            };
        },
        [this](const JobOutcome& outcome) {
            statusBar()->clearMessage();
            showOutcome(kDemoChannel, tr("The demo study was not opened."), outcome);
        });
}

void MainWindow::startDemo(const QString& folder)
{
    const SimilarityStudy study = demoStudy(toPath(folder));
    m_studyName = QFileInfo(folder).fileName();
    m_session->setRunFolder(RunFolder(folder));
    m_session->setBaseStudy(study);
    m_isRunWanted = true;
    m_pair->openModel(Role::Teacher, fromPath(study.teacher));
    m_pair->openModel(Role::Student, fromPath(study.student));
    m_pair->openData(fromPath(study.data));
}

void MainWindow::runWhenReady()
{
    if (m_isRunWanted && m_pair->obstacle().isEmpty()) {
        m_isRunWanted = false;
        m_session->run();
    }
}

void MainWindow::openStudyPair(const SimilarityStudy& study)
{
    // The result stays visible when its models are elsewhere; they are only needed for new runs.
    const std::pair<Role, QString> models[] = {{Role::Teacher, fromPath(study.teacher)},
                                               {Role::Student, fromPath(study.student)}};
    for (const auto& [role, folder] : models) {
        if (!folder.isEmpty() && QFileInfo(folder).isDir()) {
            m_pair->openModel(role, folder);
        }
    }
    const QString texts = fromPath(study.activations.empty() ? study.data : study.activations);
    if (!texts.isEmpty() && QFileInfo(texts).isFile()) {
        m_pair->openData(texts);
    }
}

void MainWindow::exportFigure()
{
    FigureSpec spec;
    m_view->grid()->applyTo(spec);
    auto* dialog = new ExportDialog(m_view->grid()->shownFigure(), spec, m_lane, m_settings, this);
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
        m_notices->show(QStringLiteral("export"), notice);
    });
    dialog->open();
}

void MainWindow::exportData()
{
    const HeatmapFigure figure = m_view->grid()->shownFigure();
    const QString path =
        chooseTarget(m_settings, this, tr("Export data of this view"),
                     figureBaseName(figure) + QStringLiteral(".csv"), tr("CSV (*.csv)"));
    if (path.isEmpty()) {
        return;
    }
    m_lane->ask(
        kDataChannel, this,
        [this, figure, path](const RunContext&) -> QuickLane::Answer {
            writeFileAtomically(toPath(path), heatmapCsv(figure), true);
            return [this, path] {
                statusBar()->showMessage(tr("%1 was written.").arg(path), kToastMs);
            };
        },
        [this](const JobOutcome& outcome) {
            showOutcome(QStringLiteral("export"), tr("The data was not written."), outcome);
        });
}

void MainWindow::copyFigure()
{
    FigureSpec spec;
    m_view->grid()->applyTo(spec);
    spec.applyPreset(m_settings->exportPreset());
    m_lane->ask(
        QStringLiteral("copy.figure"), this,
        [this, figure = m_view->grid()->shownFigure(),
         spec](const RunContext&) -> QuickLane::Answer {
            const std::shared_ptr<QMimeData> mime = figureMimeData(figure, spec);
            mime->moveToThread(QCoreApplication::instance()->thread());
            return [this, mime] {
                auto* copy = new QMimeData;
                for (const QString& format : mime->formats()) {
                    copy->setData(format, mime->data(format));
                }
                copy->setImageData(mime->imageData());
                QApplication::clipboard()->setMimeData(copy);
                statusBar()->showMessage(tr("Figure copied as bitmap, SVG and table."), kToastMs);
            };
        },
        [this](const JobOutcome& outcome) {
            showOutcome(QStringLiteral("export"), tr("The figure was not copied."), outcome);
        });
}

void MainWindow::copyTable()
{
    const QString module = m_view->grid()->currentModule();
    for (const HeatmapData& panel : m_view->grid()->shownFigure().panels) {
        if (panel.module == module) {
            copyText(heatmapTsv(panel), tr("Values of %1 copied as a table.").arg(module));
            return;
        }
    }
}

void MainWindow::copyText(const QString& text, const QString& what)
{
    QApplication::clipboard()->setText(text);
    statusBar()->showMessage(what, kToastMs);
}

bool MainWindow::mayQuit()
{
    if (!m_jobs->isBusy()) {
        return true;
    }
    QMessageBox box(QMessageBox::Question, tr("Quit Neurograft?"),
                    tr("A job is running. What is done so far is kept as a partial result."),
                    QMessageBox::NoButton, this);
    box.setObjectName(QStringLiteral("quitDialog"));
    QPushButton* stop = box.addButton(tr("Stop and keep partial"), QMessageBox::AcceptRole);
    QPushButton* stay = box.addButton(tr("Stay"), QMessageBox::RejectRole);
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    return box.clickedButton() == stop;
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Neurograft"),
        tr("<h3>Neurograft %1</h3><p>Workbench for cross-scale parametric knowledge transfer "
           "between language models.</p><p>Runs offline; nothing leaves your computer.</p>"
           "<p>Licence: GPL-3.0-or-later. Built with Qt %2, LibTorch, HDF5 and QCustomPlot.</p>")
            .arg(QString::fromLatin1(kProgramVersion), QString::fromLatin1(qVersion())));
}

} // namespace neurograft
