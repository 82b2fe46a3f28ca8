// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/match_session.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/match_job_request.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_session.h"

#include <QFileInfo>

namespace neurograft {

namespace {

const QString kMatchReadChannel = QStringLiteral("match.read");
const QString kMatchPlanChannel = QStringLiteral("match.plan");

} // namespace

MatchSession::MatchSession(const MatchModels& models, QObject* parent)
    : QObject(parent), m_models(models), m_job(new FollowedJob(models.jobs, this))
{
    connect(models.pair, &PairModel::modelChanged, this, &MatchSession::changeInput);
    connect(models.pair, &PairModel::dataChanged, this, &MatchSession::changeInput);
    connect(models.similarity, &SimilaritySession::optionsChanged, this,
            &MatchSession::changeInput);
    connect(models.similarity, &SimilaritySession::baseStudyChanged, this,
            &MatchSession::changeInput);
    connect(models.locate, &LocateSession::resultChanged, this, &MatchSession::changeInput);
    connect(models.locate, &LocateSession::stateChanged, this, &MatchSession::changeInput);
    connect(m_job, &FollowedJob::changed, this, &MatchSession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, [this](const JobOutcome& outcome) {
        if (outcome.isFinished()) {
            read(m_target);
        }
        Q_EMIT stateChanged();
        if (outcome.isFailed()) {
            Q_EMIT failed(tr("The neurons were not matched."), outcome);
        }
    });
}

void MatchSession::setOptions(const MatchOptions& options)
{
    m_options = options;
    changeInput();
}

/// A plan of another study says nothing any more.
void MatchSession::changeInput()
{
    if (!m_planned.empty() && (!obstacle().isEmpty() || studyText(study()) != m_planned)) {
        forgetPlan();
    }
    Q_EMIT inputChanged();
    Q_EMIT stateChanged();
}

void MatchSession::forgetPlan()
{
    m_models.lane->forget(kMatchPlanChannel);
    m_isPlanning = false;
    m_plan.reset();
    m_planned.clear();
    Q_EMIT planChanged();
}

QString MatchSession::obstacle() const
{
    if (isRunning()) {
        return tr("Neurons are being matched.");
    }
    for (const Role role : {Role::Teacher, Role::Student}) {
        const QString problem = modelObstacle(m_models.pair->model(role), role);
        if (!problem.isEmpty()) {
            return problem;
        }
    }
    const DataSlot& data = m_models.pair->data();
    if (data.state != SlotState::Ready || data.isActivations) {
        return data.state == SlotState::Reading
            ? tr("The data file is being read.")
            : tr("Matching needs texts that both models read: open data.");
    }
    const LocateSession* locate = m_models.locate;
    if (locate->isRunning()) {
        return tr("Neurons are being located.");
    }
    const bool isFit = !locate->resultPath().isEmpty() && locate->study()
        && locate->study()->isPair() && locate->study()->score != "sensitivity"
        && locate->study()->budget == "per-layer" && locate->partialText().isEmpty();
    return isFit ? QString()
                 : tr("Locate neurons of both models first, as many in each layer (Ctrl+2).");
}

MatchStudy MatchSession::study() const
{
    const SimilarityStudy standard;
    MatchStudy study;
    study.pair = m_models.similarity->study();
    study.pair.modules = standard.modules;
    study.pair.measures = standard.measures;
    study.pair.measureOptions = standard.measureOptions;
    study.pair.permutations = study.pair.bootstrap = 0;
    study.pair.baselines.clear();
    study.pair.mask = standard.mask;
    study.pair.unit = m_options.unit.toStdString();
    study.pair.tokens = m_options.tokens;
    study.shuffles = m_options.shuffles;
    study.located = toPath(m_models.locate->resultPath());
    return study;
}

QString MatchSession::subject() const
{
    return obstacle().isEmpty() ? tr("neurons of %1").arg(m_models.locate->resultName())
                                : QString();
}

void MatchSession::dryRun()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    const MatchStudy wanted = study();
    const std::string text = studyText(wanted);
    if (text == m_planned) {
        return;
    }
    m_planned = text;
    m_plan.reset();
    m_isPlanning = true;
    Q_EMIT planChanged();
    m_models.lane->ask(
        kMatchPlanChannel, this,
        [this, wanted](const RunContext&) -> QuickLane::Answer {
            const MatchPlan plan = planMatch(wanted);
            return [this, plan] {
                m_isPlanning = false;
                m_plan = plan;
                Q_EMIT planChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            forgetPlan();
            Q_EMIT failed(tr("The dry run was not made."), outcome);
        });
}

void MatchSession::run()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    const MatchStudy wanted = study();
    std::filesystem::path target;
    const JobOutcome placed = outcomeOf([&] { target = m_folder.next(QStringLiteral("match")); });
    if (placed.isFailed()) {
        Q_EMIT failed(tr("The matching was not started."), placed);
        return;
    }
    m_target = fromPath(target); // what was shown before stays in sight until there is more
    m_job->start(matchJob(wanted, target));
    Q_EMIT stateChanged();
}

void MatchSession::cancel()
{
    m_job->cancel();
}

void MatchSession::openResult(const QString& path)
{
    m_job->follow(0);
    m_result.reset();
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
    read(QFileInfo(path).absoluteFilePath());
}

void MatchSession::clear()
{
    m_models.lane->forget(kMatchReadChannel);
    forgetPlan();
    m_job->follow(0);
    m_result.reset();
    Q_EMIT resultChanged();
    Q_EMIT stateChanged();
}

void MatchSession::read(const QString& path)
{
    m_models.lane->ask(
        kMatchReadChannel, this,
        [this, file = toPath(path)](const RunContext&) -> QuickLane::Answer {
            auto result = std::make_shared<const MatchRun>(file);
            return [this, result] {
                m_result = result;
                Q_EMIT resultChanged();
                Q_EMIT stateChanged();
            };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

const JobStatus* MatchSession::job() const
{
    return m_job->status();
}

bool MatchSession::isRunning() const
{
    return m_job->isRunning();
}

QString MatchSession::resultPath() const
{
    return m_result ? fromPath(m_result->path()) : QString();
}

QString MatchSession::resultName() const
{
    return storedRunName(resultPath());
}

bool MatchSession::needsRun() const
{
    return !m_result || studyText(m_result->study()) != studyText(study());
}

QString MatchSession::command() const
{
    return m_result ? QString::fromStdString(m_result->command()) : QString();
}

} // namespace neurograft
