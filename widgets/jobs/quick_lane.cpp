// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/jobs/quick_lane.h"

#include <QPointer>

namespace neurograft {

QuickLane::QuickLane(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setExpiryTimeout(-1);
}

QuickLane::~QuickLane()
{
    for (const Stop& stop : std::as_const(m_pending)) {
        *stop = true;
    }
    m_pool.waitForDone();
}

void QuickLane::ask(const QString& channel, QObject* context,
                    std::function<Answer(const RunContext&)> work,
                    std::function<void(const JobOutcome&)> failed)
{
    const bool wasBusy = isBusy();
    if (const Stop before = m_pending.value(channel)) {
        *before = true;
    }
    const Stop stop = std::make_shared<std::atomic<bool>>(false);
    m_pending.insert(channel, stop);
    if (!wasBusy) {
        Q_EMIT busyChanged(true);
    }

    RunContext run;
    run.isStopRequested = [stop] { return stop->load(); };
    // The context object may be gone when the answer comes: a QPointer made here, read on the GUI
    // thread only.
    m_pool.start([this, channel, stop, run, guard = QPointer<QObject>(context),
                  work = std::move(work), failed = std::move(failed)] {
        Answer answer;
        const JobOutcome outcome = outcomeOf([&] {
            run.throwIfStopped();
            answer = work(run);
        });
        QMetaObject::invokeMethod(
            this,
            [this, channel, stop, guard, answer, failed, outcome] {
                const bool isLatest = m_pending.value(channel) == stop && !stop->load();
                settle(channel, stop);
                if (!isLatest || guard.isNull() || outcome.isCanceled()) {
                    return;
                }
                if (outcome.isFinished() && answer) {
                    answer();
                } else if (outcome.isFailed() && failed) {
                    failed(outcome);
                }
            },
            Qt::QueuedConnection);
    });
}

void QuickLane::forget(const QString& channel)
{
    if (const Stop stop = m_pending.value(channel)) {
        *stop = true;
        settle(channel, stop);
    }
}

void QuickLane::settle(const QString& channel, const Stop& stop)
{
    if (m_pending.value(channel) == stop) {
        m_pending.remove(channel);
        if (m_pending.isEmpty()) {
            Q_EMIT busyChanged(false);
        }
    }
}

} // namespace neurograft
