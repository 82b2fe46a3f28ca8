// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/parameter_session.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/parameter_job_request.h"
#include "widgets/models/path_text.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

const QString kParameterReadChannel = QStringLiteral("parameters.read");

} // namespace

ParameterSession::ParameterSession(const ParameterModels& models, QObject* parent)
    : QObject(parent), m_models(models), m_job(new FollowedJob(models.jobs, this))
{
    const auto changed = [this] {
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    };
    connect(models.overlays, &OverlayModel::changed, this, changed);
    connect(models.pair, &PairModel::modelChanged, this, changed);
    connect(m_job, &FollowedJob::stored, this, &ParameterSession::read);
    connect(m_job, &FollowedJob::changed, this, &ParameterSession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, [this](const JobOutcome& outcome) {
        if (QFileInfo::exists(m_file)) {
            read();
        }
        Q_EMIT stateChanged();
        if (outcome.isFailed()) {
            Q_EMIT failed(tr("The comparison of parameters stopped."), outcome);
        }
    });
}

std::vector<AdapterChoice> ParameterSession::adapters() const
{
    std::vector<AdapterChoice> choices;
    for (const Overlay& overlay : m_models.overlays->overlays()) {
        if (overlay.entry.kind != "adapter") {
            continue;
        }
        AdapterChoice choice;
        choice.path = fromPath(overlay.entry.path);
        choice.name = overlay.name();
        choice.facts = overlay.facts();
        // One that expects a modified base is compared all the same: only its files are read.
        choice.problem = overlay.state == Overlay::State::Failed ? overlay.problem.message
            : overlay.state == Overlay::State::Ready             ? QString()
                                                                 : tr("It is being read.");
        choice.isChosen = choice.problem.isEmpty() && !m_leftOut.contains(choice.path);
        choices.push_back(choice);
    }
    return choices;
}

void ParameterSession::setChosen(const QString& path, bool isChosen)
{
    if (isChosen == m_leftOut.contains(path)) {
        isChosen ? static_cast<void>(m_leftOut.remove(path))
                 : static_cast<void>(m_leftOut.insert(path));
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    }
}

void ParameterSession::setSpectra(bool hasSpectra)
{
    if (hasSpectra != m_hasSpectra) {
        m_hasSpectra = hasSpectra;
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    }
}

void ParameterSession::setSubspace(int directions)
{
    if (directions != m_subspace) {
        m_subspace = directions;
        Q_EMIT optionsChanged();
        Q_EMIT stateChanged();
    }
}

QString ParameterSession::obstacle() const
{
    if (isRunning()) {
        return tr("%1 is running.").arg(job()->title);
    }
    const QString problem = modelObstacle(m_models.pair->model(Role::Student), Role::Student);
    if (!problem.isEmpty()) {
        return problem;
    }
    return study().adapters.empty() && !m_hasSpectra
        ? tr("Cosines appear when the student has an adapter: add one, or ask for the spectra of "
             "the weights.")
        : QString();
}

ParameterStudy ParameterSession::study() const
{
    ParameterStudy study;
    study.model = toPath(m_models.pair->model(Role::Student).folder);
    for (const AdapterChoice& choice : adapters()) {
        if (choice.isChosen) {
            study.adapters.push_back({toPath(choice.path), {}});
        }
    }
    study.hasSpectra = m_hasSpectra;
    const ModelSlot& teacher = m_models.pair->model(Role::Teacher);
    if (m_hasSpectra && teacher.state == SlotState::Ready) {
        study.teacher = toPath(teacher.folder);
    }
    study.subspace = study.adapters.empty() ? 0 : m_subspace;
    study.seed = m_base.seed;
    study.threads = m_base.threads;
    study.isDeterministic = m_base.isDeterministic;
    return study;
}

void ParameterSession::run()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    const ParameterStudy wanted = study();
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] {
        checkParameterStudy(wanted);
        target = m_folder.next(QStringLiteral("parameters"));
    });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("The comparison of parameters was not started."), placed);
        return;
    }
    m_file = fromPath(target); // what was shown before stays in sight until there is more
    m_job->start(parameterJob(wanted, target));
    Q_EMIT stateChanged();
}

void ParameterSession::cancel()
{
    m_job->cancel();
}

void ParameterSession::openResult(const QString& path)
{
    m_models.lane->forget(kParameterReadChannel);
    m_isReading = m_isStale = false;
    m_job->follow(0);
    m_result.reset();
    m_file = QFileInfo(path).absoluteFilePath();
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
    read();
}

void ParameterSession::clear()
{
    m_models.lane->forget(kParameterReadChannel);
    m_isReading = m_isStale = false;
    m_job->follow(0);
    m_file.clear();
    m_result.reset();
    m_leftOut.clear();
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void ParameterSession::read()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_models.lane->ask(
        kParameterReadChannel, this,
        [this, file = toPath(m_file)](const RunContext&) -> QuickLane::Answer {
            auto result = std::make_shared<const ParameterRun>(file);
            return [this, result] {
                m_isReading = false;
                m_result = result;
                Q_EMIT resultChanged();
                Q_EMIT stateChanged();
                if (std::exchange(m_isStale, false)) {
                    read();
                }
            };
        },
        [this](const JobOutcome& outcome) {
            m_isReading = m_isStale = false;
            if (m_result == nullptr) {
                m_file.clear();
            }
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

const JobStatus* ParameterSession::job() const
{
    return m_job->status();
}

bool ParameterSession::isRunning() const
{
    return m_job->isRunning();
}

QString ParameterSession::resultName() const
{
    return storedRunName(m_file);
}

QString ParameterSession::command() const
{
    return m_result ? QString::fromStdString(m_result->command()) : QString();
}

bool ParameterSession::needsRun() const
{
    if (!m_result) {
        return true;
    }
    const ParameterStudy wanted = study();
    const ParameterStudy& shown = m_result->study();
    const auto isThere = [&shown](const ParameterStudy::Adapter& adapter) {
        return std::any_of(
            shown.adapters.begin(), shown.adapters.end(),
            [&](const ParameterStudy::Adapter& other) { return other.path == adapter.path; });
    };
    return wanted.model != shown.model || (wanted.hasSpectra && !shown.hasSpectra)
        || wanted.subspace > shown.subspace
        || !std::all_of(wanted.adapters.begin(), wanted.adapters.end(), isThere);
}

} // namespace neurograft
