// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/similarity_study.h"
#include "widgets/models/evaluate_options.h"
#include "widgets/models/evaluation_row.h"

#include <QCoreApplication>
#include <QString>

#include <vector>

namespace neurograft {

class EvaluateTaskModel;
class OverlayModel;
class PairModel;

/// What is to be asked of one side of a task, and where its answers go.
struct EvaluateWork {
    EvaluateTask task;
    EvaluationSide side = EvaluationSide::Before;
    EvaluateStudy study;
    QString path = {}; ///< a stored run: complete, or partial and gone on with; empty: a new one
    bool isComplete = false;
};

/// What a run of the ticked tasks started now would ask, by models, overlays and options as they
/// are. Holds references: made where it is needed.
class EvaluationPlan {
    Q_DECLARE_TR_FUNCTIONS(EvaluationPlan)

public:
    EvaluationPlan(const PairModel& pair, const OverlayModel& overlays,
                   const EvaluateTaskModel& tasks, const EvaluateOptions& options,
                   const SimilarityStudy& base)
        : m_pair(pair), m_overlays(overlays), m_tasks(tasks), m_options(options), m_base(base)
    {
    }

    /// Why nothing can be asked, one sentence; empty when it can.
    QString obstacle() const;
    /// Nothing lies over the student that is ready: there is no after.
    bool isBeforeAlone() const;
    std::vector<EvaluateWork> all() const;
    /// Which side a study made elsewhere is.
    EvaluationSide sideOf(const EvaluateStudy& study) const;

private:
    QString modelProblem() const;
    std::vector<EvaluationSide> sides(const EvaluateTask& task) const;
    EvaluateStudy study(const EvaluateTask& task, EvaluationSide side) const;

    const PairModel& m_pair;
    const OverlayModel& m_overlays;
    const EvaluateTaskModel& m_tasks;
    const EvaluateOptions& m_options;
    const SimilarityStudy& m_base; ///< devices, number types and threads
};

/// Finds the stored run that is what the work would give, else a partial one to go on with; the
/// newest counts. Looks at the disk.
/// @param stored oldest first
void findStored(EvaluateWork& work, const std::vector<EvaluationRun>& stored);

/// Whether none of the rows shows what the work would give.
bool isMissing(const EvaluateWork& work, const std::vector<EvaluationRow>& rows);

} // namespace neurograft
