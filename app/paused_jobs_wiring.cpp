// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paused_jobs_wiring.h"

#include "app/study_wiring.h"
#include "core/store/result_file.h"
#include "core/study/study_io.h"
#include "widgets/frame/workspace_pages.h"
#include "widgets/jobs/job_controller.h"
#include "widgets/jobs/quick_lane.h"
#include "widgets/jobs/time_left.h"
#include "widgets/models/evaluate_job_request.h"
#include "widgets/models/evaluate_session.h"
#include "widgets/models/job_list_model.h"
#include "widgets/models/locate_job_request.h"
#include "widgets/models/locate_session.h"
#include "widgets/models/path_text.h"
#include "widgets/models/similarity_job_request.h"
#include "widgets/models/similarity_session.h"
#include "widgets/models/study_document.h"
#include "widgets/models/transfer_job_request.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/notice_strip.h"
#include "widgets/settings/app_settings.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

QString topicOf(const PausedJob& job)
{
    return QStringLiteral("paused.") + job.continuation.result;
}

/// "<folder>/runs/0005-similarity.h5": the folder.
QString folderOf(const PausedJob& job)
{
    return QFileInfo(QFileInfo(job.continuation.result).absolutePath()).absolutePath();
}

bool isStudy(const QString& folder)
{
    return !QDir(folder).entryList({QStringLiteral("*.study.json")}, QDir::Files).isEmpty();
}

bool isTransfer(const PausedJob& job)
{
    return job.continuation.kind == QLatin1String("transfer");
}

/// It came to its end after all, here or by the command line.
bool isComplete(const PausedJob& job)
{
    if (isTransfer(job)) {
        bool isDone = false;
        outcomeOf([&] {
            const std::string text = job.continuation.study.toStdString();
            isDone = isTransferComplete(parseTransferStudy(text, "paused"),
                                        toPath(job.continuation.result));
        });
        return isDone;
    }
    std::string status;
    outcomeOf([&] { status = readManifest(toPath(job.continuation.result)).status; });
    return status == "complete";
}

bool isLocate(const PausedJob& job)
{
    return job.continuation.kind == QLatin1String("locate");
}

bool isEvaluate(const PausedJob& job)
{
    return job.continuation.kind == QLatin1String("evaluate");
}

bool isOfActivations(const PausedJob& job)
{
    const QJsonDocument study = QJsonDocument::fromJson(job.continuation.study.toUtf8());
    return !study.object().value(QStringLiteral("activations")).toString().isEmpty();
}

} // namespace

PausedJobsWiring::PausedJobsWiring(const WindowParts& parts, StudyWiring* studies, QObject* parent)
    : QObject(parent), m_parts(parts), m_studies(studies)
{
    // After the wiring that clears the notices of what was open before.
    connect(parts.study, &StudyDocument::closed, this, &PausedJobsWiring::showAll,
            Qt::QueuedConnection);
    connect(
        parts.study, &StudyDocument::opened, this,
        [this] {
            showAll();
            if (const auto awaited = std::exchange(m_awaited, nullptr)) {
                awaited();
            }
        },
        Qt::QueuedConnection);
    connect(parts.study, &StudyDocument::failed, this, [this] { m_awaited = nullptr; });
    showAll();
}

bool PausedJobsWiring::canKeep() const
{
    const std::vector<JobStatus>& jobs = m_parts.jobs->jobs();
    return std::any_of(jobs.begin(), jobs.end(), [](const JobStatus& job) {
        return job.isActive() && job.state != JobState::Cancelling && job.continuation;
    });
}

void PausedJobsWiring::keep()
{
    QList<PausedJob> kept = m_parts.settings->pausedJobs();
    for (const JobId id : m_parts.jobs->order()) {
        const JobStatus* job = m_parts.jobs->find(id);
        if (job->isActive() && job->state != JobState::Cancelling && job->continuation) {
            kept.append(PausedJob{job->title, *job->continuation, QDateTime::currentDateTime(),
                                  progressItemsText(job->progress)});
        }
    }
    m_parts.settings->setPausedJobs(kept);
}

void PausedJobsWiring::showAll()
{
    m_parts.lane->ask(
        QStringLiteral("paused"), this,
        [this, jobs = m_parts.settings->pausedJobs()](const RunContext&) -> QuickLane::Answer {
            QList<PausedJob> open;
            QList<PausedJob> ended;
            for (const PausedJob& job : jobs) {
                (isComplete(job) ? ended : open).append(job);
            }
            return [this, open, ended] {
                for (const PausedJob& job : ended) {
                    forget(job);
                }
                for (const PausedJob& job : open) {
                    show(job);
                }
            };
        });
}

void PausedJobsWiring::show(const PausedJob& job)
{
    const QFileInfo result(job.continuation.result);
    const int number = result.fileName().section(QLatin1Char('-'), 0, 0).toInt();
    const QString time = momentText(job.when);
    Notice notice;
    notice.weight = Notice::Weight::Note;
    notice.headline = number > 0 ? tr("Run %1 was paused at %2.").arg(number).arg(time)
                                 : tr("%1 was paused at %2.").arg(result.fileName(), time);
    if (!result.exists()) {
        notice.reason = tr("%1: it had not begun.").arg(job.title);
        notice.advice = tr("Resume starts it.");
    } else {
        notice.reason = job.reached.isEmpty()
            ? tr("%1: its partial result is kept.").arg(job.title)
            : tr("%1: %2 were done; the partial result is kept.").arg(job.title, job.reached);
        notice.advice = isTransfer(job) ? tr("Resume goes on at the same step.")
            : isEvaluate(job)           ? tr("Resume keeps the answers that are there.")
            : isLocate(job)
            ? tr("Resume keeps a model that was finished and scores the other one again.")
            : isOfActivations(job)
            ? tr("Resume computes it again from the stored activations.")
            : tr("Resume measures only the layers whose matrices are not in the cache; the texts "
                 "go through the earlier layers once more.");
    }
    notice.details = job.continuation.result;
    notice.detailsText = tr("Show file");
    notice.actions.append({tr("Resume"), [this, job] { resume(job); }});
    notice.actions.append({tr("Leave it"), [this, job] { forget(job); }});
    m_parts.notices->show(topicOf(job), notice);
}

void PausedJobsWiring::resume(const PausedJob& job)
{
    Work work;
    const JobOutcome read = outcomeOf([&] {
        const std::string text = job.continuation.study.toStdString();
        const std::string name = job.continuation.result.toStdString();
        if (isTransfer(job)) {
            work = parseTransferStudy(text, name);
        } else if (isEvaluate(job)) {
            work = parseEvaluateStudy(text, name);
        } else if (isLocate(job)) {
            work = parseLocateStudy(text, name);
        } else {
            work = parseSimilarityStudy(text, name);
        }
    });
    const QString folder = folderOf(job);
    if (read.isFailed() || !QFileInfo(folder).isDir()) {
        m_parts.showProblem(QStringLiteral("resume"), tr("The run was not resumed."),
                            read.isFailed()
                                ? read
                                : JobOutcome::failed(tr("There is no folder %1.").arg(folder),
                                                     tr("Bring it back and resume again.")));
        return;
    }
    const bool isElsewhere = isStudy(folder)
        && QFileInfo(m_parts.study->folder()).canonicalFilePath()
            != QFileInfo(folder).canonicalFilePath();
    const bool isBusy = m_parts.session->isRunning() || m_parts.locate->isRunning()
        || m_parts.transfer->isRunning() || m_parts.evaluate->isRunning();
    if (isElsewhere && !isBusy) {
        m_awaited = [this, job, work] { goOn(job, work); };
        m_parts.study->open(folder);
        return;
    }
    goOn(job, work);
}

void PausedJobsWiring::goOn(const PausedJob& job, const Work& work)
{
    const QString& result = job.continuation.result;
    const bool isBusy = isAtWork(work);
    if (!isBusy && !m_parts.study->isOpen()) {
        m_studies->useRunsOf(folderOf(job));
    }
    // A job behind what runs leaves the view to that one.
    if (const auto* transfer = std::get_if<TransferStudy>(&work)) {
        if (isBusy) {
            m_parts.jobs->start(transferJob(*transfer, toPath(result), true));
        } else {
            m_parts.pages->setCurrent(Workspace::Transfer);
            m_parts.transfer->resume(*transfer, result);
        }
    } else if (const auto* evaluate = std::get_if<EvaluateStudy>(&work)) {
        if (isBusy) {
            m_parts.jobs->start(evaluateJob(*evaluate, toPath(result), true));
        } else {
            m_parts.pages->setCurrent(Workspace::Evaluate);
            m_parts.evaluate->resume(*evaluate, result);
        }
    } else if (const auto* locate = std::get_if<LocateStudy>(&work)) {
        if (isBusy) {
            m_parts.jobs->start(locateJob(*locate, toPath(result), true));
        } else {
            m_parts.pages->setCurrent(Workspace::Neurons);
            m_parts.locate->resume(*locate, result);
        }
    } else if (const auto* similarity = std::get_if<SimilarityStudy>(&work)) {
        if (isBusy) {
            m_parts.jobs->start(similarityJob(*similarity, toPath(result), true));
        } else {
            m_parts.pages->setCurrent(Workspace::Compare);
            m_parts.session->resume(*similarity, result);
        }
    }
    forget(job);
}

/// The view that would show the work is busy with another run.
bool PausedJobsWiring::isAtWork(const Work& work) const
{
    return std::holds_alternative<TransferStudy>(work) ? m_parts.transfer->isRunning()
        : std::holds_alternative<EvaluateStudy>(work)  ? m_parts.evaluate->isRunning()
        : std::holds_alternative<LocateStudy>(work)    ? m_parts.locate->isRunning()
                                                       : m_parts.session->isRunning();
}

void PausedJobsWiring::forget(const PausedJob& job)
{
    QList<PausedJob> left = m_parts.settings->pausedJobs();
    left.removeIf([&job](const PausedJob& other) {
        return other.continuation.result == job.continuation.result;
    });
    m_parts.settings->setPausedJobs(left);
    m_parts.notices->clear(topicOf(job));
}

} // namespace neurograft
