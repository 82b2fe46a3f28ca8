// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "widgets/jobs/job_outcome.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace neurograft {

/// The lane of quick answers (peeks, pictures of a stored result, another estimator from cached
/// Gram matrices): one thread beside the long jobs. Questions go by channel; a new question on a
/// channel cancels the unfinished one before it. Answers arrive on the GUI thread, only to the
/// latest question and only while its context object lives.
class QuickLane : public QObject {
    Q_OBJECT

public:
    /// Runs on the GUI thread with what the work found.
    using Answer = std::function<void()>;

    explicit QuickLane(QObject* parent = nullptr);
    ~QuickLane() override;

    /// @param work   runs on the lane's thread; returns what to do with the answer
    /// @param failed told when the work failed; a cancel or a superseded question tells nothing
    void ask(const QString& channel, QObject* context,
             std::function<Answer(const RunContext&)> work,
             std::function<void(const JobOutcome&)> failed = {});
    /// The unfinished question of this channel is no longer wanted.
    void forget(const QString& channel);
    bool isBusy() const { return !m_pending.isEmpty(); }

Q_SIGNALS:
    void busyChanged(bool isBusy);

private:
    using Stop = std::shared_ptr<std::atomic<bool>>;
    void settle(const QString& channel, const Stop& stop);

    QHash<QString, Stop> m_pending; ///< latest unfinished question by channel
    QThreadPool m_pool;
};

} // namespace neurograft
