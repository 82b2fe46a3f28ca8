// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shelf_wiring.h"

#include "app/window_actions.h"
#include "core/study/similarity_study.h"
#include "widgets/dialogs/layer_range_dialog.h"
#include "widgets/models/model_shelf.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/similarity_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/panels/pair_bar.h"

#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace neurograft {

namespace {

const QString kShelfTopic = QStringLiteral("load");
const QList<Role> kRoles{Role::Teacher, Role::Student};

} // namespace

ShelfWiring::ShelfWiring(const WindowParts& parts, QObject* parent)
    : QObject(parent), m_parts(parts)
{
    WindowActions* actions = parts.actions;
    actions->on("model.loadWeights", this, [this] { loadAll(); });
    actions->on("model.loadLayers", this, [this] { chooseLayers(); });
    actions->on("unload.teacher", this, [this] { unload({Role::Teacher}); });
    actions->on("unload.student", this, [this] { unload({Role::Student}); });
    actions->on("unload.both", this, [this] { unload(kRoles); });
    connect(parts.session, &SimilaritySession::baseStudyChanged, this, &ShelfWiring::takePlaces);
    connect(parts.pair, &PairModel::modelChanged, this, &ShelfWiring::updateActions);
    connect(parts.shelf, &ModelShelf::changed, this, [this](Role role) {
        showHeld(role);
        updateActions();
    });
    connect(parts.shelf, &ModelShelf::failed, this,
            [this](const QString& headline, const JobOutcome& outcome) {
                m_parts.showProblem(kShelfTopic, headline, outcome);
            });
    takePlaces();
    updateActions();
}

bool ShelfWiring::isLoadable(Role role) const
{
    return m_parts.shelf->model(role) != nullptr;
}

void ShelfWiring::loadAll()
{
    m_parts.notices->clear(kShelfTopic);
    for (const Role role : kRoles) {
        m_parts.shelf->load(role);
    }
}

void ShelfWiring::chooseLayers()
{
    auto* dialog = new LayerRangeDialog(m_parts.pair, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const Role role = dialog->role();
        const std::pair<std::int64_t, std::int64_t> range = dialog->layers();
        const std::int64_t last = m_parts.pair->model(role).report->layers - 1;
        const bool isAll = range.first == 0 && range.second == last;
        m_parts.notices->clear(kShelfTopic);
        m_parts.shelf->load(role, isAll ? ModelShelf::Layers() : ModelShelf::Layers(range));
    });
    dialog->open();
}

void ShelfWiring::unload(const QList<Role>& roles)
{
    QStringList reasons;
    for (const Role role : roles) {
        for (const QString& user : m_parts.shelf->users(role)) {
            reasons << tr("%1: %2").arg(m_parts.pair->model(role).name(), user);
        }
    }
    if (!reasons.isEmpty()) {
        askToUnload(roles, reasons);
        return;
    }
    for (const Role role : roles) {
        m_parts.shelf->unload(role);
    }
}

void ShelfWiring::askToUnload(const QList<Role>& roles, const QStringList& reasons)
{
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Unload a model in use?"),
                        tr("%1\nUnloading stops that.").arg(reasons.join(QLatin1Char('\n'))),
                        QMessageBox::NoButton, m_parts.window);
    box->setObjectName(QStringLiteral("unloadDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* stop = box->addButton(tr("Stop and unload"), QMessageBox::AcceptRole);
    QPushButton* keep = box->addButton(tr("Keep it"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(stop, &QPushButton::clicked, m_parts.shelf, [shelf = m_parts.shelf, roles] {
        for (const Role role : roles) {
            shelf->unload(role);
        }
    });
    box->open();
}

void ShelfWiring::takePlaces()
{
    const SimilarityStudy& study = m_parts.session->baseStudy();
    m_parts.shelf->setPlace(Role::Teacher, study.teacherDevice, study.teacherDtype);
    m_parts.shelf->setPlace(Role::Student, study.studentDevice, study.studentDtype);
}

void ShelfWiring::showHeld(Role role)
{
    const ModelShelf* shelf = m_parts.shelf;
    const ModelMemory& memory = shelf->memory(role);
    if (!shelf->isOpen(role) || (memory.hostBytes == 0 && memory.deviceBytes == 0)) {
        m_parts.pairBar->setHeld(role, {}, 0.0); // nothing, or not looked at yet
        return;
    }
    const auto text = [](std::int64_t bytes) { return byteText(static_cast<double>(bytes)); };
    QString held = memory.deviceBytes > 0 ? tr("%1 on the GPU").arg(text(memory.deviceBytes))
                                          : tr("%1 in memory").arg(text(memory.hostBytes));
    if (const ModelShelf::Layers layers = shelf->layers(role)) {
        held += tr(", layers %1–%2 only").arg(layers->first).arg(layers->second);
    }
    const auto all = static_cast<double>(m_parts.pair->model(role).report->bytes);
    const double fraction = memory.deviceBytes > 0 || all <= 0.0
        ? 1.0
        : std::min(1.0, static_cast<double>(memory.hostBytes) / all);
    m_parts.pairBar->setHeld(role, held, fraction);
}

void ShelfWiring::updateActions()
{
    WindowActions* actions = m_parts.actions;
    const ModelShelf* shelf = m_parts.shelf;
    const bool isAny = isLoadable(Role::Teacher) || isLoadable(Role::Student);
    const bool isLoading = shelf->isLoading(Role::Teacher) || shelf->isLoading(Role::Student);
    const QString obstacle = !isAny ? tr("Open a teacher or a student first.")
        : isLoading                 ? tr("Weights are being read.")
                                    : QString();
    actions->setObstacle("model.loadWeights", obstacle);
    actions->setObstacle("model.loadLayers", obstacle);
    const auto isHeld = [shelf](Role role) {
        return shelf->isOpen(role) || shelf->isLoading(role);
    };
    actions->setObstacle("unload.teacher",
                         isHeld(Role::Teacher) ? QString()
                                               : tr("Nothing of the teacher is kept in memory."));
    actions->setObstacle("unload.student",
                         isHeld(Role::Student) ? QString()
                                               : tr("Nothing of the student is kept in memory."));
    actions->setObstacle("unload.both",
                         isHeld(Role::Teacher) || isHeld(Role::Student)
                             ? QString()
                             : tr("Nothing of the pair is kept in memory."));
}

} // namespace neurograft
