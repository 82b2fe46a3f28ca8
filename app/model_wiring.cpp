// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/model_wiring.h"

#include "app/window_actions.h"
#include "widgets/dialogs/choose_path.h"
#include "widgets/dialogs/device_dialog.h"
#include "widgets/dialogs/open_pair_dialog.h"
#include "widgets/dialogs/tensors_dialog.h"
#include "widgets/models/machine_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"
#include "widgets/panels/preflight_panel.h"
#include "widgets/panels/similarity_panes.h"
#include "widgets/panels/start_page.h"
#include "widgets/settings/app_settings.h"

#include <QDesktopServices>
#include <QMainWindow>
#include <QUrl>

namespace neurograft {

namespace {

QString topicOf(Role role)
{
    return role == Role::Teacher ? QStringLiteral("teacher") : QStringLiteral("student");
}

} // namespace

ModelWiring::ModelWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("model.openPair", this, [this] { choosePair(); });
    actions->on("model.openTeacher", this, [this] { choose(Role::Teacher); });
    actions->on("model.openStudent", this, [this] { choose(Role::Student); });
    actions->on("model.deviceAndType", this, [this] { chooseDevices(); });
    actions->on("model.tensors", this, [this] {
        auto* dialog = new TensorsDialog(m_parts.pair, m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    actions->on("model.memoryForecast", this,
                [preflight = actions->find("model.preflight")] { preflight->setChecked(true); });
    actions->on("model.swapRoles", this, [this] { m_parts.pair->swapRoles(); });

    QAction* preflight = actions->find("model.preflight");
    parts.preflight->setOpen(parts.settings->isPreflightOpen());
    preflight->setChecked(parts.preflight->isOpen());
    connect(preflight, &QAction::toggled, parts.preflight, &PreflightPanel::setOpen);
    connect(parts.preflight, &PreflightPanel::openChanged, this, [this, preflight](bool isOpen) {
        m_parts.settings->setPreflightOpen(isOpen);
        preflight->setChecked(isOpen);
    });

    connect(parts.machine, &MachineModel::known, this, [this] {
        showDevices();
        updateActions();
    });
    connect(parts.session, &SimilaritySession::baseStudyChanged, this, &ModelWiring::showDevices);
    connect(parts.start, &StartPage::pairWanted, this, &ModelWiring::choosePair);
    connect(parts.pairBar, &PairBar::modelWanted, this, &ModelWiring::choose);
    connect(parts.similarity, &SimilarityPanes::modelWanted, this, &ModelWiring::choose);
    connect(parts.pair, &PairModel::modelChanged, this, [this](Role role) {
        showProblem(role);
        updateActions();
    });
    connect(parts.pair, &PairModel::preflightChanged, this, [this] {
        if (m_parts.pair->preflightProblem().isFailed()) {
            m_parts.showProblem(QStringLiteral("preflight"), tr("The pair was not compared."),
                                m_parts.pair->preflightProblem());
        } else {
            m_parts.notices->clear(QStringLiteral("preflight"));
        }
        updateActions();
    });
    updateActions();
}

void ModelWiring::choose(Role role)
{
    const QString title =
        role == Role::Teacher ? tr("Open teacher folder") : tr("Open student folder");
    const QString path = chooseModelFolder(m_parts.settings, m_parts.window, title);
    if (!path.isEmpty()) {
        m_parts.pair->openModel(role, path);
    }
}

void ModelWiring::choosePair()
{
    PairModel* pair = m_parts.pair;
    auto* dialog = new OpenPairDialog(m_parts.settings, m_parts.lane, m_parts.machine,
                                      m_parts.session->baseStudy(), m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setPaths(pair->model(Role::Teacher).folder, pair->model(Role::Student).folder,
                     pair->data().path);
    connect(dialog, &QDialog::accepted, pair, [pair, dialog, session = m_parts.session] {
        SimilarityStudy study = session->baseStudy();
        dialog->applyTo(study);
        session->setBaseStudy(study);
        pair->openModel(Role::Teacher, dialog->teacher());
        pair->openModel(Role::Student, dialog->student());
        if (!dialog->data().isEmpty()) {
            pair->openData(dialog->data());
        }
    });
    dialog->open();
}

void ModelWiring::chooseDevices()
{
    auto* dialog = new DeviceDialog(m_parts.machine, m_parts.pair, m_parts.session->baseStudy(),
                                    m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_parts.session, [session = m_parts.session, dialog] {
        SimilarityStudy study = session->baseStudy();
        dialog->applyTo(study);
        session->setBaseStudy(study);
    });
    dialog->open();
}

void ModelWiring::showDevices()
{
    if (!m_parts.machine->isKnown()) {
        return;
    }
    const auto placeOf = [this](const std::string& device) {
        return device == "auto" ? m_parts.machine->automaticDevice()
                                : QString::fromStdString(device);
    };
    const SimilarityStudy& study = m_parts.session->baseStudy();
    m_parts.pairBar->setPlace(Role::Teacher, placeOf(study.teacherDevice), study.teacherDtype);
    m_parts.pairBar->setPlace(Role::Student, placeOf(study.studentDevice), study.studentDtype);
}

void ModelWiring::showProblem(Role role)
{
    const ModelSlot& slot = m_parts.pair->model(role);
    if (slot.state != SlotState::Failed) {
        m_parts.notices->clear(topicOf(role));
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
    notice.actions.append({tr("Choose another"), [this, role] { choose(role); }});
    m_parts.notices->show(topicOf(role), notice);
}

void ModelWiring::updateActions()
{
    const PairModel* pair = m_parts.pair;
    const bool hasModels = pair->model(Role::Teacher).state != SlotState::Empty
        || pair->model(Role::Student).state != SlotState::Empty;
    m_parts.actions->setObstacle("model.swapRoles",
                                 hasModels ? QString() : tr("Open a teacher or a student first."));
    const bool isAnyReady = pair->model(Role::Teacher).state == SlotState::Ready
        || pair->model(Role::Student).state == SlotState::Ready;
    m_parts.actions->setObstacle("model.tensors",
                                 isAnyReady ? QString() : tr("Open a teacher or a student first."));
    m_parts.actions->setObstacle(
        "model.deviceAndType",
        m_parts.machine->isKnown() ? QString() : tr("The machine is still being looked at."));
    m_parts.actions->setObstacle(
        "model.memoryForecast",
        pair->preflight() != nullptr ? QString() : tr("Open a teacher and a student first."));
    m_parts.actions->setObstacle("model.preflight",
                                 pair->preflight() != nullptr || m_parts.preflight->isOpen()
                                     ? QString()
                                     : tr("Open a teacher and a student first."));
}

} // namespace neurograft
