// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/jobs_wiring.h"

#include "app/window_actions.h"
#include "app/window_docks.h"
#include "app/window_files.h"
#include "widgets/frame/dock.h"
#include "widgets/models/transfer_session.h"
#include "widgets/panels/jobs_panel.h"

#include <algorithm>

namespace neurograft {

JobsWiring::JobsWiring(const WindowParts& parts, QObject* parent) : QObject(parent), m_parts(parts)
{
    auto* panel = new JobsPanel(parts.jobs, parts.docks->jobs());
    parts.docks->jobs()->setContent(panel);
    connect(panel, &JobsPanel::resultWanted, parts.files, &WindowFiles::open);
    parts.actions->on("transfer.pause", this, [this] {
        if (const JobStatus* job = present()) {
            job->isPausing() ? m_parts.jobs->resume(job->id) : m_parts.jobs->pause(job->id);
        } else {
            m_parts.transfer->pauseOrResume(); // a stopped one that is shown
        }
    });
    connect(parts.jobs, &JobController::jobAdded, this, &JobsWiring::updateActions);
    connect(parts.jobs, &JobController::jobChanged, this, &JobsWiring::updateActions);
    connect(parts.transfer, &TransferSession::resultChanged, this, &JobsWiring::updateActions);
    connect(parts.jobs, &JobController::ended, this, [this](JobId id, const JobOutcome& outcome) {
        const JobStatus* job = m_parts.jobs->find(id);
        if (outcome.isFinished() && job != nullptr) {
            m_parts.toast(tr("%1: done.").arg(job->title));
        }
    });
    updateActions();
}

const JobStatus* JobsWiring::present() const
{
    const std::vector<JobStatus>& jobs = m_parts.jobs->jobs();
    const auto job = std::find_if(jobs.begin(), jobs.end(), [](const JobStatus& candidate) {
        return candidate.state == JobState::Running || candidate.isPausing();
    });
    return job != jobs.end() ? &*job : nullptr;
}

void JobsWiring::updateActions()
{
    const bool isPossible = present() != nullptr || m_parts.transfer->canResume();
    m_parts.actions->setObstacle("transfer.pause",
                                 isPossible ? QString() : tr("Nothing is running."));
}

} // namespace neurograft
