// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/jobs/job_controller.h"

#include <QObject>

namespace neurograft {

/// One job on the lane of long jobs, followed by who started it: how it stands and what becomes of
/// it, nothing of the others. GUI thread only.
class FollowedJob : public QObject {
    Q_OBJECT

public:
    /// Follows none. @param jobs outlives this object
    explicit FollowedJob(JobController* jobs, QObject* parent = nullptr);

    /// Starts a job and follows it; one followed before goes on to its end.
    void start(JobRequest request);
    /// Follows a job that another one started; 0: none.
    void follow(JobId id) { m_id = id; }
    JobId id() const { return m_id; } ///< 0: none
    const JobStatus* status() const; ///< null without a job
    bool isRunning() const; ///< or waits, or is stopping
    void cancel();
    /// Holds a job that runs, and lets one go on that is held.
    void pauseOrResume();

Q_SIGNALS:
    void changed(); ///< status()
    /// It wrote a result file that is complete in itself.
    void stored(const QString& path);
    void ended(const neurograft::JobOutcome& outcome);

private:
    JobController* m_jobs;
    JobId m_id = 0;
};

} // namespace neurograft
