// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/followed_job.h"

#include <utility>

namespace neurograft {

FollowedJob::FollowedJob(JobController* jobs, QObject* parent) : QObject(parent), m_jobs(jobs)
{
    connect(jobs, &JobController::stored, this, [this](JobId id, const QString& path) {
        if (id == m_id) {
            Q_EMIT stored(path);
        }
    });
    connect(jobs, &JobController::jobChanged, this, [this](int row) {
        if (m_jobs->jobs()[static_cast<std::size_t>(row)].id == m_id) {
            Q_EMIT changed();
        }
    });
    connect(jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        if (id == m_id) {
            Q_EMIT ended(outcome);
        }
    });
}

void FollowedJob::start(JobRequest request)
{
    m_id = m_jobs->start(std::move(request));
}

const JobStatus* FollowedJob::status() const
{
    return m_id == 0 ? nullptr : m_jobs->find(m_id);
}

bool FollowedJob::isRunning() const
{
    const JobStatus* shown = status();
    return shown != nullptr && shown->isActive();
}

void FollowedJob::cancel()
{
    m_jobs->cancel(m_id);
}

void FollowedJob::pauseOrResume()
{
    if (isRunning()) {
        status()->isPausing() ? m_jobs->resume(m_id) : m_jobs->pause(m_id);
    }
}

} // namespace neurograft
