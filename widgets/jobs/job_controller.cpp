// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/job_controller.h"

#include "widgets/jobs/time_left.h"

#include <QLoggingCategory>
#include <QMutex>
#include <QTimer>
#include <QWaitCondition>

#include <algorithm>
#include <atomic>
#include <utility>

Q_LOGGING_CATEGORY(lcJobs, "neurograft.jobs", QtWarningMsg)
Q_LOGGING_CATEGORY(lcCore, "neurograft.core", QtWarningMsg)

namespace neurograft {

namespace {

constexpr int kProgressIntervalMs = 33;
constexpr qsizetype kLongestLog = 1000; ///< lines

void logLine(LogLevel level, const std::string& line)
{
    const QString text = QString::fromStdString(line);
    switch (level) {
    case LogLevel::Debug:
        qCDebug(lcCore).noquote() << text;
        break;
    case LogLevel::Info:
        qCInfo(lcCore).noquote() << text;
        break;
    case LogLevel::Warning:
        // A remark about a result, not a defect of the program: the result carries it too.
        qCInfo(lcCore).noquote() << "warning:" << text;
        break;
    }
}

} // namespace

struct JobController::Feed {
    std::atomic<bool> isStopRequested{false};
    QMutex mutex;
    QWaitCondition wake;
    bool isPauseRequested = false;
    bool isHeld = false; ///< the work waits at a checkpoint
    QStringList log;
    Progress progress;
    std::uint64_t reports = 0;
    bool isPosted = false; ///< a takeProgress is on its way to the GUI thread
    QElapsedTimer phaseClock;
    std::int64_t phaseStart = 0; ///< items that were done when the phase's clock began to run
    double phaseSeconds = 0.0;
};

JobController::JobController(QObject* parent) : QObject(parent)
{
    qRegisterMetaType<JobOutcome>();
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
    m_clock.start();
}

JobController::~JobController()
{
    for (const std::shared_ptr<Feed>& feed : m_feeds) {
        const QMutexLocker lock(&feed->mutex);
        feed->isStopRequested = true;
        feed->wake.wakeAll();
    }
    m_pool.waitForDone();
}

JobId JobController::start(JobRequest request)
{
    const JobId id = static_cast<JobId>(m_jobs.size()) + 1;
    JobStatus status;
    status.id = id;
    status.title = request.title;
    status.command = request.command;
    status.continuation = std::move(request.continuation);
    auto feed = std::make_shared<Feed>();
    m_jobs.push_back(status);
    m_feeds.push_back(feed);
    m_order.push_back(id);

    RunContext context;
    context.isStopRequested = [this, id, feed] {
        {
            QMutexLocker lock(&feed->mutex);
            while (feed->isPauseRequested && !feed->isStopRequested) {
                if (!std::exchange(feed->isHeld, true)) {
                    QMetaObject::invokeMethod(
                        this, [this, id] { hold(id); }, Qt::QueuedConnection);
                }
                feed->wake.wait(&feed->mutex);
            }
            feed->isHeld = false;
        }
        return feed->isStopRequested.load();
    };
    context.onLog = [feed](LogLevel level, const std::string& line) {
        logLine(level, line);
        const QMutexLocker lock(&feed->mutex);
        feed->log << QString::fromStdString(line);
        if (feed->log.size() > kLongestLog) {
            feed->log.removeFirst();
        }
    };
    context.onStored = [this, id](const std::string& path) {
        const QString text = QString::fromStdString(path);
        QMetaObject::invokeMethod(
            this,
            [this, id, text] {
                mutableStatus(id)->resultPath = text;
                Q_EMIT stored(id, text);
            },
            Qt::QueuedConnection);
    };
    context.onProgress = [this, id, feed](const Progress& progress) {
        const QMutexLocker lock(&feed->mutex);
        if (!feed->phaseClock.isValid() || feed->progress.phaseIndex != progress.phaseIndex) {
            if (feed->progress.phaseIndex != progress.phaseIndex) {
                feed->phaseStart = 0;
            }
            feed->phaseClock.start();
        }
        feed->progress = progress;
        ++feed->reports;
        feed->phaseSeconds = static_cast<double>(feed->phaseClock.elapsed()) / 1000.0;
        if (!feed->isPosted) {
            feed->isPosted = true;
            QMetaObject::invokeMethod(
                this, [this, id] { takeProgress(id); }, Qt::QueuedConnection);
        }
    };
    m_waiting.push_back({id, [this, id, context, work = std::move(request.work)] {
                             QMetaObject::invokeMethod(
                                 this, [this, id] { begin(id); }, Qt::QueuedConnection);
                             const JobOutcome outcome = outcomeOf([&] {
                                 context.throwIfStopped();
                                 work(context);
                             });
                             QMetaObject::invokeMethod(
                                 this, [this, id, outcome] { finish(id, outcome); },
                                 Qt::QueuedConnection);
                         }});
    Q_EMIT jobAdded(rowOf(id));
    startWaiting();
    updateBusy();
    return id;
}

void JobController::startWaiting()
{
    if (m_running == 0 && !m_waiting.empty()) {
        m_running = m_waiting.front().id;
        m_pool.start(std::move(m_waiting.front().work));
        m_waiting.erase(m_waiting.begin());
    }
    countQueue();
}

void JobController::countQueue()
{
    for (std::size_t place = 0; place < m_waiting.size(); ++place) {
        JobStatus* status = mutableStatus(m_waiting[place].id);
        if (status->queuePlace != static_cast<int>(place)) {
            status->queuePlace = static_cast<int>(place);
            changed(*status);
        }
    }
}

void JobController::cancel(JobId id)
{
    JobStatus* status = mutableStatus(id);
    if (status == nullptr || !status->isActive() || status->state == JobState::Cancelling) {
        return;
    }
    {
        const std::shared_ptr<Feed>& feed = m_feeds[static_cast<std::size_t>(rowOf(id))];
        const QMutexLocker lock(&feed->mutex);
        feed->isStopRequested = true;
        feed->wake.wakeAll();
    }
    if (status->state == JobState::Queued) {
        m_waiting.erase(std::remove_if(m_waiting.begin(), m_waiting.end(),
                                       [id](const Waiting& waiting) { return waiting.id == id; }),
                        m_waiting.end());
        finish(id, JobOutcome::canceled());
        countQueue();
        return;
    }
    status->state = JobState::Cancelling;
    changed(*status);
}

void JobController::cancelAll()
{
    for (std::size_t i = m_jobs.size(); i > 0; --i) {
        cancel(m_jobs[i - 1].id);
    }
}

void JobController::pause(JobId id)
{
    JobStatus* status = mutableStatus(id);
    if (status == nullptr || status->state != JobState::Running) {
        return;
    }
    const std::shared_ptr<Feed>& feed = m_feeds[static_cast<std::size_t>(rowOf(id))];
    {
        const QMutexLocker lock(&feed->mutex);
        feed->isPauseRequested = true;
    }
    status->state = JobState::Pausing;
    changed(*status);
}

void JobController::hold(JobId id)
{
    JobStatus* status = mutableStatus(id);
    if (status != nullptr && status->state == JobState::Pausing) {
        status->state = JobState::Paused;
        status->secondsLeft.reset();
        changed(*status);
    }
}

void JobController::resume(JobId id)
{
    JobStatus* status = mutableStatus(id);
    if (status == nullptr || !status->isPausing()) {
        return;
    }
    const std::shared_ptr<Feed>& feed = m_feeds[static_cast<std::size_t>(rowOf(id))];
    {
        const QMutexLocker lock(&feed->mutex);
        feed->isPauseRequested = false;
        feed->phaseClock.invalidate(); // the pause is no part of the pace
        feed->phaseStart = feed->progress.done;
        feed->wake.wakeAll();
    }
    status->state = JobState::Running;
    changed(*status);
}

void JobController::moveInQueue(JobId id, int place)
{
    const auto waitingFor = [this](JobId job) {
        return std::find_if(m_waiting.begin(), m_waiting.end(),
                            [job](const Waiting& waiting) { return waiting.id == job; });
    };
    const auto at = waitingFor(id);
    if (at == m_waiting.end()) {
        return;
    }
    const auto target =
        m_waiting.begin() + std::clamp(place, 0, static_cast<int>(m_waiting.size()) - 1);
    if (target < at) {
        std::rotate(target, at, at + 1);
    } else {
        std::rotate(at, at + 1, target + 1);
    }
    // The places of queued jobs are dealt anew among them.
    auto next = m_waiting.cbegin();
    for (JobId& job : m_order) {
        if (waitingFor(job) != m_waiting.end()) {
            job = (next++)->id;
        }
    }
    Q_EMIT orderChanged();
    countQueue();
}

QStringList JobController::log(JobId id) const
{
    const int row = rowOf(id);
    if (row < 0) {
        return {};
    }
    const std::shared_ptr<Feed>& feed = m_feeds[static_cast<std::size_t>(row)];
    const QMutexLocker lock(&feed->mutex);
    return feed->log;
}

bool JobController::isBusy() const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(),
                       [](const JobStatus& status) { return status.isActive(); });
}

const JobStatus* JobController::find(JobId id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_jobs[static_cast<std::size_t>(row)];
}

void JobController::begin(JobId id)
{
    JobStatus* status = mutableStatus(id);
    if (status != nullptr && status->state == JobState::Queued) {
        status->state = JobState::Running;
        m_clock.start();
        qCInfo(lcJobs).noquote() << "started" << status->title;
        changed(*status);
    }
}

void JobController::takeProgress(JobId id)
{
    JobStatus* status = mutableStatus(id);
    const std::shared_ptr<Feed> feed = m_feeds[static_cast<std::size_t>(rowOf(id))];
    if (status == nullptr || !status->isActive()) {
        return;
    }
    std::uint64_t seen = 0;
    {
        const QMutexLocker lock(&feed->mutex);
        seen = feed->reports;
        status->progress = feed->progress;
        status->secondsLeft =
            secondsLeft(feed->progress.done - feed->phaseStart,
                        feed->progress.total > 0 ? feed->progress.total - feed->phaseStart : 0,
                        feed->phaseSeconds);
    }
    if (status->state != JobState::Running) {
        status->secondsLeft.reset();
    }
    status->elapsedSeconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
    // The next report is asked for after a pause: a job that reports a thousand times a second must
    // not flood the event loop, and its last report still arrives.
    QTimer::singleShot(kProgressIntervalMs, this, [this, id, feed, seen] {
        bool isNewer = false;
        {
            const QMutexLocker lock(&feed->mutex);
            isNewer = feed->reports != seen;
            feed->isPosted = isNewer;
        }
        if (isNewer) {
            takeProgress(id);
        }
    });
    changed(*status);
}

void JobController::finish(JobId id, const JobOutcome& outcome)
{
    JobStatus* status = mutableStatus(id);
    if (status == nullptr || !status->isActive()) {
        return; // cancelled while it was queued
    }
    const std::size_t row = static_cast<std::size_t>(rowOf(id));
    {
        const std::shared_ptr<Feed>& feed = m_feeds[row];
        const QMutexLocker lock(&feed->mutex);
        status->progress = feed->progress;
    }
    status->outcome = outcome;
    status->secondsLeft.reset();
    status->elapsedSeconds =
        status->state == JobState::Queued ? 0.0 : static_cast<double>(m_clock.elapsed()) / 1000.0;
    status->state = outcome.isFinished() ? JobState::Done
        : outcome.isCanceled()           ? JobState::Cancelled
                                         : JobState::Failed;
    qCInfo(lcJobs).noquote() << "ended" << status->title << outcome.details;
    changed(*status);
    Q_EMIT ended(id, outcome);
    if (m_running == id) {
        m_running = 0;
        startWaiting();
    }
    updateBusy();
}

JobStatus* JobController::mutableStatus(JobId id)
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_jobs[static_cast<std::size_t>(row)];
}

int JobController::rowOf(JobId id) const
{
    return id >= 1 && id <= static_cast<JobId>(m_jobs.size()) ? id - 1 : -1;
}

void JobController::changed(const JobStatus& status)
{
    Q_EMIT jobChanged(rowOf(status.id));
}

void JobController::updateBusy()
{
    const bool isBusyNow = isBusy();
    if (isBusyNow != m_wasBusy) {
        m_wasBusy = isBusyNow;
        Q_EMIT busyChanged(isBusyNow);
    }
}

} // namespace neurograft
