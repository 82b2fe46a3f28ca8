// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/transfer_wiring.h"

#include "app/text_export.h"
#include "app/window_actions.h"
#include "app/workspace_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/frame/first_steps_strip.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/models/delta_inspection.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/selection_model.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_rows.h"
#include "widgets/models/transfer_session.h"
#include "widgets/models/transfer_table_model.h"
#include "widgets/panels/delta_panel.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pairing_view.h"
#include "widgets/panels/status_readout.h"
#include "widgets/panels/transfer_form.h"
#include "widgets/panels/transfer_table_panel.h"
#include "widgets/panels/transfer_view.h"
#include "widgets/plots/heatmap_plot.h"
#include "widgets/plots/loss_plot.h"

#include <QAction>
#include <QFileInfo>
#include <QMainWindow>
#include <QTableView>

#include <algorithm>
#include <array>
#include <utility>

namespace neurograft {

namespace {

const QString kTransferTopic = QStringLiteral("transfer");
constexpr int kTransferStep = 2; ///< of the first steps

/// Entries of "New transfer" and the methods they stand for.
constexpr std::array<std::pair<const char*, const char*>, 15> kMethodActions{
    {{"new.laten", "laten"},
     {"new.seeking", "seeking"},
     {"new.pissa", "pissa"},
     {"new.lora", "lora"},
     {"controls.random", "random-submatrix"},
     {"controls.shuffled", "shuffled"},
     {"controls.noise", "noise"},
     {"controls.self", "self"},
     {"controls.otherTask", "other-task"},
     {"methods.gaussianLora", "gaussian-lora"},
     {"methods.unaligned", "unaligned"},
     {"methods.semAlign", "semalign"},
     {"methods.fineTuning", "sft"},
     {"methods.seqKd", "seqkd"},
     {"methods.distil", "gkd"}}};

} // namespace

TransferWiring::TransferWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    connectMethods();
    connectRun();
    connectView();
    for (const auto signal : {&TransferSession::stateChanged, &TransferSession::resultChanged,
                              &TransferSession::optionsChanged}) {
        connect(parts.transfer, signal, this, &TransferWiring::updateActions);
    }
    updateActions();
}

void TransferWiring::connectMethods()
{
    const std::vector<std::string>& methods = transferMethods();
    for (const auto& [action, method] : kMethodActions) {
        if (std::find(methods.begin(), methods.end(), method) != methods.end()) {
            m_parts.actions->on(action, this, [this, held = method] { chooseMethod(held); });
        }
    }
}

void TransferWiring::connectRun()
{
    WorkspaceActions* own = m_parts.workspaceActions;
    TransferSession* session = m_parts.transfer;
    own->on(
        Workspace::Transfer, "analyse.runSimilarity", [this] { start(); }, tr("&Start transfer"));
    own->on(Workspace::Transfer, "analyse.cancelJob", [session] { session->cancel(); });
    m_parts.actions->on("transfer.dryRun", this, [this] {
        m_parts.notices->clear(kTransferTopic);
        m_parts.pages->setCurrent(Workspace::Transfer);
        m_parts.transfer->dryRun();
    });
    m_parts.actions->on("transfer.defaults", this, [this] {
        m_parts.pages->setCurrent(Workspace::Transfer);
        m_parts.transfer->restoreDefaults();
    });
    connect(session, &TransferSession::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kTransferTopic, headline, outcome);
            });
    connect(session, &TransferSession::finished, this, &TransferWiring::showFinished);
    connect(session, &TransferSession::studyOpened, this, &TransferWiring::openModelsOf);
}

void TransferWiring::connectView()
{
    TransferView* view = m_parts.transferView;
    // Not of the whole view: its form needs Space and Enter for itself.
    QList<QWidget*> shown{view->plot(), view->pairing()->map()};
    for (auto* table : view->findChildren<QTableView*>()) {
        shown << table;
    }
    for (QWidget* each : shown) {
        each->addAction(m_parts.actions->find("view.beforeAfter"));
    }
    connect(view->form(), &TransferForm::fileWanted, this, &TransferWiring::chooseRows);
    connect(view->pairing(), &PairingView::hovered, m_parts.status, &StatusReadout::setHover);
    connect(view->plot(), &LossPlot::hovered, m_parts.status, &StatusReadout::setHover);
    connect(view->runs(), &TransferTablePanel::openWanted, this,
            [this](const QString& path) { m_parts.transfer->openResult(path); });
    connect(view->runs(), &TransferTablePanel::copyWanted, this,
            [this](const QString& text, const QString& toast) { m_parts.copyText(text, toast); });
    connect(view->runs(), &TransferTablePanel::saveWanted, this, &TransferWiring::saveTable);
    connect(view->delta(), &DeltaPanel::neuronChosen, this,
            [this](int layer, const QString& module, int index) {
                m_parts.selection->select(NeuronItem{Role::Student, layer, module, index});
            });
    connect(m_parts.delta, &DeltaInspection::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kTransferTopic, headline, outcome);
            });
    m_parts.actions->on("transfer.editPairing", this, [this] {
        m_parts.pages->setCurrent(Workspace::Transfer);
        m_parts.transferView->pairing()->map()->setFocus(Qt::OtherFocusReason);
    });
    m_parts.actions->on("transfer.deltaInspector", this, [this] {
        m_parts.pages->setCurrent(Workspace::Transfer);
        m_parts.transferView->showDelta();
    });
}

void TransferWiring::chooseMethod(const char* method)
{
    m_parts.pages->setCurrent(Workspace::Transfer);
    m_parts.transfer->setMethod(method);
    m_parts.transferView->form()->setFocus(Qt::OtherFocusReason);
}

void TransferWiring::chooseRows(RowPart part)
{
    const QString path = chooseDataFile(m_parts.settings, m_parts.window);
    if (!path.isEmpty()) {
        m_parts.transfer->rows()->setSource(part, RowSource{RowSource::Kind::File, path});
    }
}

void TransferWiring::start()
{
    m_parts.notices->clear(kTransferTopic);
    m_parts.transfer->run();
}

/// What came out lies beside the overlays, switched off: nothing that is computed changes before a
/// person wants it.
void TransferWiring::showFinished(const QString& folder)
{
    m_parts.firstSteps->setDone(kTransferStep);
    const auto result = m_parts.transfer->result();
    if (!result || result->folder() != folder) {
        return; // of several seeds each has its own
    }
    const QString path = overlayPath(*result);
    if (OverlayModel::isOverlay(path)) {
        m_parts.overlays->add(path, false);
        m_parts.toast(tr("%1 is done. Space switches it on and off over the student.")
                          .arg(m_parts.transfer->resultName()));
    }
}

void TransferWiring::saveTable()
{
    exportText(m_parts, this, tr("Save the table of transfers"), QStringLiteral("transfers.csv"),
               tr("CSV (*.csv)"), [csv = m_parts.transferRuns->csv()](bool) { return csv; });
}

/// The models a stored run was made from, where no study says which are at work.
void TransferWiring::openModelsOf(const TransferStudy& study)
{
    if (m_parts.study->isOpen()) {
        return;
    }
    const std::pair<Role, QString> models[] = {{Role::Teacher, fromPath(study.teacher)},
                                               {Role::Student, fromPath(study.student)}};
    for (const auto& [role, folder] : models) {
        if (!folder.isEmpty() && folder != m_parts.pair->model(role).folder
            && QFileInfo(folder).isDir()) {
            m_parts.pair->openModel(role, folder);
        }
    }
}

void TransferWiring::updateActions()
{
    const TransferSession* session = m_parts.transfer;
    WorkspaceActions* own = m_parts.workspaceActions;
    const QString obstacle = session->obstacle();
    own->setObstacle(Workspace::Transfer, "analyse.runSimilarity", obstacle);
    m_parts.actions->setObstacle("transfer.dryRun", obstacle);
    const JobStatus* job = session->job();
    const bool isCancelling = job != nullptr && job->state == JobState::Cancelling;
    own->setIconText(Workspace::Transfer, "analyse.cancelJob",
                     isCancelling ? tr("Cancelling…") : tr("Cancel"));
    own->setObstacle(Workspace::Transfer, "analyse.cancelJob",
                     isCancelling               ? tr("The job is stopping.")
                         : session->isRunning() ? QString()
                                                : tr("Nothing is running."));
    m_parts.actions->setObstacle("transfer.editPairing", session->pairsObstacle());
    m_parts.actions->setObstacle(
        "transfer.defaults",
        session->options().changedKeys().empty() ? tr("Everything is at its default.") : QString());
    m_parts.actions->setObstacle("transfer.deltaInspector",
                                 session->result() ? QString() : tr("There is no transfer yet."));
}

} // namespace neurograft
