// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_session.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_job_request.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/evaluation_archive.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"
#include "widgets/models/run_list_model.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace neurograft {

namespace {

const QString kTasks = QStringLiteral("tasks");
const QString kMost = QStringLiteral("most");
const QString kEvaluateSessionSeed = QStringLiteral("seed");
const QString kTeacher = QStringLiteral("teacher");
const QString kCode = QStringLiteral("code");
const QString kEvaluateSessionBatch = QStringLiteral("batch");
const QString kShown = QStringLiteral("shown");
const QString kCurrent = QStringLiteral("current");
const QString kLookChannel = QStringLiteral("evaluate.look");
const QString kOpenChannel = QStringLiteral("evaluate.open");

} // namespace

EvaluateSession::EvaluateSession(const EvaluateModels& models, QObject* parent)
    : QObject(parent), m_models(models), m_tasks(new EvaluateTaskModel(models.lane, this)),
      m_archive(new EvaluationArchive(models.runs, models.lane, this)),
      m_rows(new EvaluationRows(models.lane, this)), m_job(new FollowedJob(models.jobs, this))
{
    m_tasks->setMost(m_options.most);
    connect(m_rows, &EvaluationRows::countChanged, this, &EvaluateSession::rowsChanged);
    connect(m_rows, &EvaluationRows::rowChanged, this, &EvaluateSession::tellRow);
    connect(m_rows, &EvaluationRows::failed, this, [this](const JobOutcome& outcome) {
        Q_EMIT failed(tr("The result was not read."), outcome);
    });
    connect(m_tasks, &EvaluateTaskModel::changed, this, &EvaluateSession::stateChanged);
    connect(m_tasks, &EvaluateTaskModel::failed, this, &EvaluateSession::failed);
    connect(models.pair, &PairModel::modelChanged, this, &EvaluateSession::stateChanged);
    connect(models.overlays, &OverlayModel::changed, this, &EvaluateSession::stateChanged);
    connect(m_job, &FollowedJob::stored, this, [this] {
        if (m_jobRow >= 0) {
            m_rows->read(m_jobRow, m_jobSide);
        }
    });
    connect(m_job, &FollowedJob::changed, this, &EvaluateSession::stateChanged);
    connect(m_job, &FollowedJob::ended, this, &EvaluateSession::end);
}

void EvaluateSession::setOptions(const EvaluateOptions& options)
{
    if (options == m_options) {
        return;
    }
    m_options = options;
    m_tasks->setMost(options.most);
    Q_EMIT optionsChanged();
    Q_EMIT stateChanged();
}

QString EvaluateSession::modelProblem() const
{
    const QString problem = modelObstacle(m_models.pair->model(Role::Student), Role::Student);
    return problem.isEmpty() && m_options.asksTeacher
        ? modelObstacle(m_models.pair->model(Role::Teacher), Role::Teacher)
        : problem;
}

QString EvaluateSession::obstacle() const
{
    if (isRunning()) {
        return tr("Tasks are being asked.");
    }
    const QString problem = modelProblem();
    if (!problem.isEmpty()) {
        return problem;
    }
    if (m_models.overlays->isReading()) {
        return tr("What lies over the student is being read.");
    }
    bool isAnyChosen = false;
    for (const EvaluateTask& task : m_tasks->tasks()) {
        if (!task.isChosen) {
            continue;
        }
        isAnyChosen = true;
        if (task.state == EvaluateTask::State::Reading) {
            return tr("The questions of %1 are being read.").arg(task.title());
        }
        if (task.state == EvaluateTask::State::Failed) {
            return tr("%1 cannot be asked: %2").arg(task.title(), task.problem.message);
        }
    }
    if (!isAnyChosen) {
        return m_tasks->tasks().empty() ? tr("Choose tasks first.") : tr("Tick at least one task.");
    }
    const std::vector<Work> all = allWanted();
    if (all.empty()) {
        return tr("Perplexity is measured before and after: add an adapter or delta, or transfer "
                  "first.");
    }
    for (const Work& work : all) {
        if (work.task.isPerplexity()) {
            continue;
        }
        const JobOutcome checked = outcomeOf([&work] { checkEvaluateStudy(work.study); });
        if (checked.isFailed()) {
            return tr("%1: %2").arg(work.task.title(), checked.message);
        }
    }
    return {};
}

QString EvaluateSession::remark() const
{
    if (isRunning()) {
        return m_waiting.empty()
            ? QString()
            : tr("%n run(s) follow.", nullptr, static_cast<int>(m_waiting.size()));
    }
    if (m_models.pair->model(Role::Student).state == SlotState::Ready
        && m_models.overlays->after().isEmpty()) {
        return tr("Nothing is laid over the student: only the scores before are asked. Add an "
                  "adapter or delta, or transfer first.");
    }
    return {};
}

std::vector<EvaluationSide> EvaluateSession::sides(const EvaluateTask& task) const
{
    std::vector<EvaluationSide> sides;
    if (task.isPerplexity()) { // both sides in one run, which is called after
        if (!m_models.overlays->after().isEmpty()) {
            sides.push_back(EvaluationSide::After);
        }
        return sides;
    }
    if (m_options.asksTeacher) {
        sides.push_back(EvaluationSide::Teacher);
    }
    sides.push_back(EvaluationSide::Before);
    if (!m_models.overlays->after().isEmpty()) {
        sides.push_back(EvaluationSide::After);
    }
    return sides;
}

/// What a run started now would be made from.
EvaluateStudy EvaluateSession::wanted(const EvaluateTask& task, EvaluationSide side) const
{
    EvaluateStudy study = studyOf(task, m_options.most, m_options.seed);
    const Role role = side == EvaluationSide::Teacher ? Role::Teacher : Role::Student;
    study.model = toPath(m_models.pair->model(role).folder);
    if (side == EvaluationSide::After) {
        study.overlay = m_models.overlays->after();
    }
    study.executesCode = task.isCode() && m_options.executesCode;
    study.batch = m_options.batch;
    study.device = role == Role::Teacher ? m_base.teacherDevice : m_base.studentDevice;
    study.dtype = role == Role::Teacher ? m_base.teacherDtype : m_base.studentDtype;
    study.threads = m_base.threads;
    study.isDeterministic = m_base.isDeterministic;
    return study;
}

std::vector<EvaluateSession::Work> EvaluateSession::allWanted() const
{
    std::vector<Work> all;
    for (const EvaluateTask& task : m_tasks->tasks()) {
        if (task.isChosen && task.state == EvaluateTask::State::Ready) {
            for (const EvaluationSide side : sides(task)) {
                all.push_back({task, side, wanted(task, side), {}, false});
            }
        }
    }
    return all;
}

void EvaluateSession::run()
{
    if (!obstacle().isEmpty()) {
        return;
    }
    m_isLooking = true;
    Q_EMIT stateChanged();
    m_models.lane->ask(
        kLookChannel, this,
        [this, all = allWanted(),
         stored = m_archive->runs()](const RunContext&) -> QuickLane::Answer {
            std::vector<Work> work = all;
            for (Work& each : work) {
                for (const EvaluationRun& run : stored) { // the newest counts
                    const bool isAnswer = isAnswerTo(run, each.study);
                    if (isAnswer
                        || (!each.isComplete && run.isPartial
                            && studyText(run.study) == studyText(each.study))) {
                        each.path = run.path;
                        each.isComplete = isAnswer;
                    }
                }
            }
            return [this, work] {
                m_isLooking = false;
                begin(work);
            };
        },
        [this](const JobOutcome& outcome) {
            m_isLooking = false;
            Q_EMIT stateChanged();
            Q_EMIT failed(tr("The evaluation was not started."), outcome);
        });
}

void EvaluateSession::begin(const std::vector<Work>& work)
{
    m_waiting.clear();
    int first = -1;
    for (const Work& each : work) {
        const int row = m_rows->rowFor(each.task, each.study);
        first = first < 0 ? row : first;
        const auto heldOut = m_rows->at(row).heldOut;
        if (heldOut && isAnswerTo(*heldOut, each.study)) {
            continue; // it is shown
        }
        if (each.isComplete) {
            m_rows->show(row, each.side, each.path);
        } else {
            m_waiting.push_back(each);
        }
    }
    if (m_current < 0) {
        setCurrent(first);
    }
    startNext();
}

void EvaluateSession::startNext()
{
    if (m_waiting.empty()) {
        m_jobRow = -1;
        Q_EMIT stateChanged();
        Q_EMIT finished();
        return;
    }
    const Work next = m_waiting.front();
    m_waiting.erase(m_waiting.begin());
    start(next);
}

void EvaluateSession::start(const Work& work)
{
    QString path = work.path;
    const JobOutcome placed = outcomeOf([&] {
        if (path.isEmpty()) {
            path = work.task.isPerplexity()
                ? heldOutFile(m_folder.next(QStringLiteral("perplexity")).replace_extension())
                : fromPath(m_folder.next(QStringLiteral("evaluate")));
        }
    });
    if (placed.isFailed()) {
        m_waiting.clear();
        Q_EMIT failed(tr("The evaluation was not started."), placed);
        Q_EMIT stateChanged();
        return;
    }
    m_jobRow = m_rows->rowFor(work.task, work.study);
    m_jobSide = work.side;
    m_rows->show(m_jobRow, m_jobSide, path);
    m_job->start(work.task.isPerplexity()
                     ? heldOutJob(work.study, toPath(path).parent_path())
                     : evaluateJob(work.study, toPath(path), !work.path.isEmpty()));
    Q_EMIT stateChanged();
}

void EvaluateSession::resume(const EvaluateStudy& study, const QString& path)
{
    if (isRunning()) {
        return;
    }
    Work work{taskOf(study), sideOf(study), study, path, false};
    const int row = m_rows->rowFor(work.task, study);
    start(work);
    setCurrent(row);
}

void EvaluateSession::rescore()
{
    if (isRunning()) {
        return;
    }
    QStringList files;
    for (const EvaluationRow& row : rows()) {
        for (const QString& file : row.files) {
            if (!file.isEmpty() && !files.contains(file) && !row.task.isPerplexity()) {
                files << file;
            }
        }
    }
    if (!files.isEmpty()) {
        m_jobRow = -1;
        m_job->start(rescoreJob(files, m_options.executesCode));
        Q_EMIT stateChanged();
    }
}

void EvaluateSession::end(const JobOutcome& outcome)
{
    if (m_jobRow < 0) { // a rescoring may have written to all of them
        m_rows->readAll();
    } else {
        m_rows->read(m_jobRow, m_jobSide);
    }
    if (outcome.isFinished()) {
        startNext();
        return;
    }
    m_waiting.clear();
    m_jobRow = -1;
    Q_EMIT stateChanged();
    if (outcome.isFailed()) {
        Q_EMIT failed(tr("The evaluation stopped."), outcome);
    }
}

void EvaluateSession::cancel()
{
    m_models.lane->forget(kLookChannel);
    m_isLooking = false;
    m_waiting.clear();
    m_job->cancel();
    Q_EMIT stateChanged();
}

const JobStatus* EvaluateSession::job() const
{
    return m_job->status();
}

bool EvaluateSession::isRunning() const
{
    return m_isLooking || !m_waiting.empty() || m_job->isRunning();
}

void EvaluateSession::tellRow(int row)
{
    Q_EMIT rowChanged(row);
    if (row == m_current) {
        Q_EMIT currentChanged();
    }
    Q_EMIT stateChanged();
}

void EvaluateSession::setCurrent(int row)
{
    const int next = row >= 0 && row < m_rows->count() ? row : -1;
    if (next != m_current) {
        m_current = next;
        Q_EMIT currentChanged();
    }
}

EvaluationSide EvaluateSession::sideOf(const EvaluateStudy& study) const
{
    const auto folder = [this](Role role) { return toPath(m_models.pair->model(role).folder); };
    if (study.model == folder(Role::Teacher) && study.model != folder(Role::Student)) {
        return EvaluationSide::Teacher;
    }
    return study.overlay.isEmpty() ? EvaluationSide::Before : EvaluationSide::After;
}

void EvaluateSession::openResult(const QString& path)
{
    m_opening << path; // files named together are shown together
    m_models.lane->ask(
        kOpenChannel, this,
        [this, paths = m_opening](const RunContext&) -> QuickLane::Answer {
            std::vector<EvaluationRun> runs;
            for (const QString& each : paths) {
                runs.push_back(readEvaluationRun(each, false));
            }
            return [this, runs] {
                m_opening.clear();
                for (const EvaluationRun& run : runs) {
                    showWithItsLike(run);
                }
            };
        },
        [this](const JobOutcome& outcome) {
            m_opening.clear();
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

void EvaluateSession::showWithItsLike(const EvaluationRun& run)
{
    const int row = m_rows->rowFor(taskOf(run.study), run.study);
    const EvaluationSide own = sideOf(run.study);
    m_rows->show(row, own, run.path);
    for (const EvaluationSide side : kEvaluationSides) {
        if (side == own) {
            continue;
        }
        const auto& stored = m_archive->runs();
        const auto like = std::find_if(stored.rbegin(), stored.rend(), [&](const auto& other) {
            return sideOf(other.study) == side && isSameQuestion(other.study, run.study)
                && (side == EvaluationSide::Teacher || own == EvaluationSide::Teacher
                    || other.study.model == run.study.model);
        });
        if (like != stored.rend() && m_rows->at(row).file(side).isEmpty()) {
            m_rows->show(row, side, like->path);
        }
    }
    setCurrent(row);
    Q_EMIT stateChanged();
}

bool EvaluateSession::needsRun() const
{
    if (rows().empty() || isRunning()) {
        return false;
    }
    const std::vector<Work> all = allWanted();
    return std::any_of(all.begin(), all.end(), [this](const Work& work) {
        const auto row = std::find_if(rows().begin(), rows().end(), [&work](const auto& each) {
            return each.task.isSameTask(work.task);
        });
        if (row == rows().end() || !isSameQuestion(row->asked, work.study)) {
            return true;
        }
        if (work.task.isPerplexity()) {
            return !row->heldOut || studyText(row->heldOut->study) != studyText(work.study);
        }
        const EvaluationRun* run = row->run(work.side);
        return run == nullptr ? row->file(work.side).isEmpty()
                              : run->isPartial || run->study.overlay != work.study.overlay
                || run->study.model != work.study.model;
    });
}

void EvaluateSession::clear()
{
    m_models.lane->forget(kLookChannel);
    m_models.lane->forget(kOpenChannel);
    m_isLooking = false;
    m_waiting.clear();
    m_jobRow = -1;
    m_job->follow(0);
    m_current = -1;
    m_rows->clear();
    m_tasks->clear();
    Q_EMIT currentChanged();
    Q_EMIT stateChanged();
}

QString EvaluateSession::afterTitle() const
{
    QStringList titles;
    for (const EvaluationRow& row : rows()) {
        if (const EvaluationRun* run = row.run(EvaluationSide::After)) {
            titles << overlayTitle(run->study.overlay);
        }
    }
    titles.removeDuplicates();
    return titles.join(QStringLiteral(", "));
}

QString EvaluateSession::commands() const
{
    QStringList lines;
    for (const EvaluationRow& row : rows()) {
        if (row.heldOut) {
            lines << heldOutCommand(row.heldOut->study, toPath(row.heldOut->path).parent_path());
        }
        for (const auto& run : row.runs) {
            if (run) {
                lines << QString::fromStdString(evaluateCommandLine(run->study, toPath(run->path)));
            }
        }
    }
    return lines.join(u'\n');
}

QJsonObject EvaluateSession::toJson(const QString& folder) const
{
    QJsonArray shown;
    for (const EvaluationRow& row : rows()) {
        for (const QString& file : row.files) {
            if (!folder.isEmpty() && file.startsWith(folder + u'/')) {
                shown.append(QDir(folder).relativeFilePath(file));
            }
        }
    }
    return {{kTasks, m_tasks->toJson(folder)},
            {kMost, static_cast<qint64>(m_options.most)},
            {kEvaluateSessionSeed, QString::number(m_options.seed)},
            {kTeacher, m_options.asksTeacher},
            {kCode, m_options.executesCode},
            {kEvaluateSessionBatch, static_cast<qint64>(m_options.batch)},
            {kShown, shown},
            {kCurrent, m_current}};
}

void EvaluateSession::fromJson(const QJsonObject& json, const QString& folder)
{
    clear();
    const EvaluateOptions standard;
    EvaluateOptions options;
    options.most = std::max<qint64>(0, json.value(kMost).toInteger(standard.most));
    const QJsonValue seed = json.value(kEvaluateSessionSeed);
    options.seed = seed.isString() ? seed.toString().toULongLong() : standard.seed;
    options.asksTeacher = json.value(kTeacher).toBool();
    options.executesCode = json.value(kCode).toBool();
    options.batch =
        std::max<qint64>(1, json.value(kEvaluateSessionBatch).toInteger(standard.batch));
    setOptions(options);
    m_tasks->fromJson(json.value(kTasks).toArray(), folder);
    QStringList shown;
    for (const QJsonValue& file : json.value(kShown).toArray()) {
        const QString path = QDir(folder).absoluteFilePath(file.toString());
        if (QFileInfo(path).isFile()) {
            shown << path;
        }
    }
    if (!shown.isEmpty()) {
        showStored(shown, json.value(kCurrent).toInt());
    }
}

void EvaluateSession::showStored(const QStringList& paths, int current)
{
    m_opening.clear();
    m_models.lane->ask(
        kOpenChannel, this,
        [this, paths, current](const RunContext&) -> QuickLane::Answer {
            std::vector<std::pair<EvaluateStudy, QString>> runs;
            for (const QString& path : paths) {
                const bool isHeldOut = path.endsWith(QLatin1String(".json"));
                runs.emplace_back(isHeldOut ? readHeldOutRun(path).study
                                            : readEvaluationRun(path, false).study,
                                  path);
            }
            return [this, runs, current] {
                for (const auto& [study, path] : runs) {
                    m_rows->show(m_rows->rowFor(taskOf(study), study), sideOf(study), path);
                }
                setCurrent(current);
            };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

} // namespace neurograft
