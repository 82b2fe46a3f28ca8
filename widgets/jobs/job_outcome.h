// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QString>

#include <functional>

namespace neurograft {

/// How a job ended: the one value that leaves the job boundary. Past it there are no exceptions.
struct JobOutcome {
    enum class Kind { Finished, Canceled, Failed };
    Kind kind = Kind::Finished;
    QString message; ///< why it failed, one sentence for people; empty unless failed
    QString details; ///< the whole technical text, unfolded on request
    QString advice; ///< what to do, one sentence; may be empty

    bool isFinished() const { return kind == Kind::Finished; }
    bool isCanceled() const { return kind == Kind::Canceled; }
    bool isFailed() const { return kind == Kind::Failed; }
    static JobOutcome finished() { return {}; }
    static JobOutcome canceled() { return {Kind::Canceled, {}, {}, {}}; }
    static JobOutcome failed(const QString& message, const QString& advice = {},
                             const QString& details = {})
    {
        return {Kind::Failed, message, details, advice};
    }
};

/// Runs @p work and turns whatever it throws into an outcome: Canceled is a cancel and never a
/// failure, an Error keeps its three parts, LibTorch's errors lose their backtrace (it stays in
/// details), a failed allocation gets advice.
JobOutcome outcomeOf(const std::function<void()>& work);

} // namespace neurograft

Q_DECLARE_METATYPE(neurograft::JobOutcome)
