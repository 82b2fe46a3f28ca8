// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "widgets/jobs/job_continuation.h"
#include "widgets/jobs/job_outcome.h"

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

using JobId = int;

/// Life of a job. Pausing and Cancelling last from the click until the work has come to its next
/// checkpoint.
enum class JobState { Queued, Running, Pausing, Paused, Cancelling, Cancelled, Failed, Done };

/// What is to be done, and how it is told.
struct JobRequest {
    QString title; ///< "Similarity of tiny-S and tiny-T"
    QString command; ///< the equal command line, for Copy as command
    /// Called once on the job thread; everything it uses is held by value.
    std::function<void(const RunContext&)> work;
    /// How to take it up when it was stopped; none for work that is simply done again.
    std::optional<JobContinuation> continuation = {};
};

/// What is known about a job; a plain copy for views.
struct JobStatus {
    JobId id = 0;
    QString title;
    QString command;
    JobState state = JobState::Queued;
    Progress progress;
    std::optional<double> secondsLeft; ///< of the present phase
    double elapsedSeconds = 0.0;
    JobOutcome outcome;
    QString resultPath; ///< result file it stored last; empty before
    std::optional<JobContinuation> continuation;
    int queuePlace = 0; ///< while queued: how many others run before it

    bool isActive() const
    {
        return state != JobState::Cancelled && state != JobState::Failed && state != JobState::Done;
    }
    bool isPausing() const { return state == JobState::Pausing || state == JobState::Paused; }
};

/// The lane of long jobs: one thread, one job at a time, the others wait in order. Signals come on
/// the GUI thread, progress at most some thirty times a second. The destructor asks the running job
/// to stop and waits for it.
class JobController : public QObject {
    Q_OBJECT

public:
    explicit JobController(QObject* parent = nullptr);
    ~JobController() override;

    JobId start(JobRequest request);
    /// Acknowledged at once: a queued job is cancelled now, a running one is Cancelling until its
    /// work has stopped. Unknown or ended jobs are left alone.
    void cancel(JobId id);
    void cancelAll();
    /// The running job holds at its next checkpoint, with all it has in memory, until resume() or
    /// cancel(); jobs in other states are left alone.
    void pause(JobId id);
    void resume(JobId id);
    /// A queued job takes another place in the queue; 0 = it is the next to run. The job that runs
    /// stays where it is; jobs that are not queued are left alone.
    void moveInQueue(JobId id, int place);
    /// Ids of all jobs in the order in which they ran, run or will run.
    const std::vector<JobId>& order() const { return m_order; }
    /// What a job has logged so far, oldest first; a long log keeps its end.
    QStringList log(JobId id) const;
    /// A job is queued, runs or is stopping.
    bool isBusy() const;
    /// All jobs of this session, oldest first.
    const std::vector<JobStatus>& jobs() const { return m_jobs; }
    const JobStatus* find(JobId id) const;

Q_SIGNALS:
    void jobAdded(int row);
    void jobChanged(int row);
    /// order() is another.
    void orderChanged();
    /// A result file of that job was written and is complete in itself.
    void stored(neurograft::JobId id, const QString& path);
    void ended(neurograft::JobId id, const neurograft::JobOutcome& outcome);
    void busyChanged(bool isBusy);

private:
    struct Feed; ///< what job thread and GUI thread share, guarded by its mutex
    struct Waiting {
        JobId id = 0;
        std::function<void()> work;
    };
    void startWaiting();
    void countQueue();
    void hold(JobId id);
    void begin(JobId id);
    void takeProgress(JobId id);
    void finish(JobId id, const JobOutcome& outcome);
    JobStatus* mutableStatus(JobId id);
    int rowOf(JobId id) const;
    void changed(const JobStatus& status);
    void updateBusy();

    std::vector<JobStatus> m_jobs;
    std::vector<std::shared_ptr<Feed>> m_feeds; ///< beside m_jobs
    std::vector<Waiting> m_waiting; ///< queued jobs in the order they will run
    std::vector<JobId> m_order;
    JobId m_running = 0; ///< on the pool; 0 = none
    QElapsedTimer m_clock;
    bool m_wasBusy = false;
    QThreadPool m_pool;
};

} // namespace neurograft
