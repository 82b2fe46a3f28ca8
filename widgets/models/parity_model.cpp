// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/parity_model.h"

#include "core/study/similarity_command.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

namespace neurograft {

namespace {

constexpr std::int64_t kAutomaticBytes = 1'000'000'000;
constexpr int kPauseMs = 100;

QString parityChannel(Role role)
{
    return role == Role::Teacher ? QStringLiteral("parity.teacher")
                                 : QStringLiteral("parity.student");
}

} // namespace

ParityModel::ParityModel(PairModel* pair, QuickLane* lane, JobController* jobs, QObject* parent)
    : QObject(parent), m_pair(pair), m_lane(lane), m_jobs(jobs)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(kPauseMs);
    connect(&m_timer, &QTimer::timeout, this, &ParityModel::goOn);
    connect(pair, &PairModel::modelChanged, this, &ParityModel::look);
    connect(jobs, &JobController::ended, this, &ParityModel::takeJob);
    const auto goOnWhenQuiet = [this](bool isBusy) {
        if (!isBusy) {
            m_timer.start();
        }
    };
    connect(lane, &QuickLane::busyChanged, this, goOnWhenQuiet);
    connect(jobs, &JobController::busyChanged, this, goOnWhenQuiet);
}

ParityOptions ParityModel::optionsOf(Role role) const
{
    const Side& side = m_sides[index(role)];
    return {toPath(m_pair->model(role).folder), side.device, side.dtype};
}

void ParityModel::setCompute(Role role, const std::string& device, const std::string& dtype)
{
    Side& side = m_sides[index(role)];
    if (device != side.device || dtype != side.dtype) {
        side.device = device;
        side.dtype = dtype;
        look(role);
    }
}

void ParityModel::look(Role role)
{
    Side& side = m_sides[index(role)];
    side.work.reset();
    side.job = 0;
    side.isAutomatic = false;
    m_lane->forget(parityChannel(role));
    settle(role, {});
    const ModelSlot& slot = m_pair->model(role);
    if (slot.state != SlotState::Ready) {
        return;
    }
    m_lane->ask(parityChannel(role), this,
                [this, role, bytes = slot.report->bytes,
                 folder = toPath(slot.folder)](const RunContext&) -> QuickLane::Answer {
                    return [this, role, bytes, hasReference = hasParityReference(folder)] {
                        m_sides[index(role)].isAutomatic = hasReference && bytes < kAutomaticBytes;
                        settle(role,
                               {hasReference ? ParityState::Kind::Pending
                                             : ParityState::Kind::NoReference});
                    };
                });
}

void ParityModel::goOn()
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        const Side& side = m_sides[index(role)];
        if (!side.isAutomatic || side.state.kind != ParityState::Kind::Pending || side.job != 0) {
            continue;
        }
        if (!m_lane->isBusy() && !m_jobs->isBusy()) {
            step(role);
        }
        return;
    }
}

void ParityModel::step(Role role)
{
    Side& side = m_sides[index(role)];
    if (!side.work) {
        side.work = std::make_shared<std::unique_ptr<ParityCheck>>();
    }
    m_lane->ask(
        parityChannel(role), this,
        [this, role, work = side.work,
         options = optionsOf(role)](const RunContext& context) -> QuickLane::Answer {
            if (*work == nullptr) {
                *work = std::make_unique<ParityCheck>(options);
            } else {
                (*work)->runNext(context);
            }
            std::optional<ParityResult> result;
            if ((*work)->isDone()) {
                result = (*work)->result();
                work->reset(); // the model is let go here, not on the GUI thread
            }
            return [this, role, result] {
                if (result) {
                    m_sides[index(role)].work.reset();
                    settle(role, {ParityState::Kind::Compared, result});
                }
            };
        },
        [this, role](const JobOutcome& outcome) {
            m_sides[index(role)].work.reset();
            settle(role, {ParityState::Kind::Broken, {}, outcome});
        });
}

QString ParityModel::obstacle() const
{
    bool isReady = false;
    for (const Role role : {Role::Teacher, Role::Student}) {
        isReady = isReady || m_pair->model(role).state == SlotState::Ready;
        const ParityState::Kind kind = state(role).kind;
        if (kind != ParityState::Kind::None && kind != ParityState::Kind::NoReference) {
            return m_sides[0].job != 0 || m_sides[1].job != 0 ? tr("Parity is being checked.")
                                                              : QString();
        }
    }
    return isReady ? tr("No reference logits lie in the folders of these models.")
                   : tr("Open a teacher or a student first.");
}

void ParityModel::check()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        const ParityState::Kind kind = state(role).kind;
        if (kind != ParityState::Kind::None && kind != ParityState::Kind::NoReference) {
            startJob(role);
        }
    }
}

void ParityModel::startJob(Role role)
{
    Side& side = m_sides[index(role)];
    side.work.reset();
    m_lane->forget(parityChannel(role));
    side.jobResult = std::make_shared<std::optional<ParityResult>>();
    const ParityOptions options = optionsOf(role);
    JobRequest request;
    request.title = tr("Parity of %1").arg(m_pair->model(role).name());
    request.command = QStringLiteral("neurograft parity --model ")
        + QString::fromStdString(shellWord(options.model.string()));
    for (const auto& [flag, word] :
         {std::pair("--device", options.device), std::pair("--dtype", options.dtype)}) {
        if (word != "auto") {
            request.command +=
                QStringLiteral(" %1 %2").arg(QLatin1String(flag), QString::fromStdString(word));
        }
    }
    request.work = [options, result = side.jobResult](const RunContext& context) {
        *result = checkParity(options, context);
    };
    side.job = m_jobs->start(std::move(request));
    settle(role, {ParityState::Kind::Pending});
}

void ParityModel::takeJob(JobId id, const JobOutcome& outcome)
{
    for (const Role role : {Role::Teacher, Role::Student}) {
        Side& side = m_sides[index(role)];
        if (side.job != id) {
            continue;
        }
        side.job = 0;
        side.isAutomatic = false; // the person has taken it over
        if (outcome.isFailed()) {
            settle(role, {ParityState::Kind::Broken, {}, outcome});
        } else if (outcome.isCanceled()) {
            settle(role, {ParityState::Kind::Pending});
        } else if (*side.jobResult) {
            settle(role, {ParityState::Kind::Compared, *side.jobResult});
        } else { // taken away meanwhile
            settle(role, {ParityState::Kind::NoReference});
        }
        return;
    }
}

void ParityModel::settle(Role role, const ParityState& state)
{
    m_sides[index(role)].state = state;
    Q_EMIT changed(role);
}

} // namespace neurograft
