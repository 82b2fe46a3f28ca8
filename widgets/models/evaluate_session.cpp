// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_session.h"

#include "widgets/jobs/quick_lane.h"
#include "widgets/models/evaluate_job_request.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/evaluation_archive.h"
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

EvaluationPlan EvaluateSession::plan() const
{
    return {*m_models.pair, *m_models.overlays, *m_tasks, m_options, m_base};
}

QString EvaluateSession::obstacle() const
{
    return isRunning() ? tr("Tasks are being asked.") : plan().obstacle();
}

QString EvaluateSession::remark() const
{
    if (isRunning()) {
        return m_waiting.empty()
            ? QString()
            : tr("%n run(s) follow.", nullptr, static_cast<int>(m_waiting.size()));
    }
    if (plan().isBeforeAlone()) {
        return tr("Nothing is laid over the student: only the scores before are asked. Add an "
                  "adapter or delta, or transfer first.");
    }
    return {};
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
        [this, all = plan().all(),
         stored = m_archive->runs()](const RunContext&) -> QuickLane::Answer {
            std::vector<EvaluateWork> work = all;
            for (EvaluateWork& each : work) {
                findStored(each, stored);
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

void EvaluateSession::begin(const std::vector<EvaluateWork>& work)
{
    m_waiting.clear();
    int first = -1;
    for (const EvaluateWork& each : work) {
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
    const EvaluateWork next = m_waiting.front();
    m_waiting.erase(m_waiting.begin());
    start(next);
}

void EvaluateSession::start(const EvaluateWork& work)
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
    EvaluateWork work{taskOf(study), plan().sideOf(study), study, path, false};
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
    const EvaluationPlan now = plan();
    const EvaluationSide own = now.sideOf(run.study);
    m_rows->show(row, own, run.path);
    for (const EvaluationSide side : kEvaluationSides) {
        if (side == own) {
            continue;
        }
        const auto& stored = m_archive->runs();
        const auto like = std::find_if(stored.rbegin(), stored.rend(), [&](const auto& other) {
            return now.sideOf(other.study) == side && isSameQuestion(other.study, run.study)
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
    const std::vector<EvaluateWork> all = plan().all();
    return std::any_of(all.begin(), all.end(),
                       [this](const EvaluateWork& work) { return isMissing(work, rows()); });
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
    QJsonObject json{{kTasks, m_tasks->toJson(folder)}, {kShown, shown}, {kCurrent, m_current}};
    writeOptions(m_options, json);
    return json;
}

void EvaluateSession::fromJson(const QJsonObject& json, const QString& folder)
{
    clear();
    setOptions(evaluateOptionsFrom(json));
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
                    m_rows->show(m_rows->rowFor(taskOf(study), study), plan().sideOf(study), path);
                }
                setCurrent(current);
            };
        },
        [this](const JobOutcome& outcome) {
            Q_EMIT failed(tr("The result was not read."), outcome);
        });
}

} // namespace neurograft
