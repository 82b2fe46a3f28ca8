// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window_parts.h"
#include "core/study/evaluate_study.h"
#include "core/study/locate_study.h"
#include "core/study/similarity_study.h"
#include "core/study/transfer_study.h"
#include "widgets/jobs/job_continuation.h"

#include <QObject>

#include <functional>
#include <variant>

namespace neurograft {

class StudyWiring;

/// Work that was paused when the program was left: remembered at quitting, told by a notice at the
/// next start until it is taken up or left.
class PausedJobsWiring : public QObject {
    Q_OBJECT

public:
    /// @param studies outlives this object
    PausedJobsWiring(const WindowParts& parts, StudyWiring* studies, QObject* parent);

    /// Some of the work at hand can be taken up at another start.
    bool canKeep() const;
    /// Remembers it in the order of the queue; to stop it is another's part.
    void keep();

private:
    /// What a job was to compute.
    using Work =
        std::variant<std::monostate, SimilarityStudy, LocateStudy, TransferStudy, EvaluateStudy>;
    void showAll();
    void show(const PausedJob& job);
    void resume(const PausedJob& job);
    void goOn(const PausedJob& job, const Work& work);
    bool isAtWork(const Work& work) const;
    void forget(const PausedJob& job);
    WindowParts m_parts;
    StudyWiring* m_studies;
    std::function<void()> m_awaited; ///< what goes on once its study is open
};

} // namespace neurograft
