// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluation_plan.h"

#include "widgets/jobs/job_outcome.h"
#include "widgets/models/evaluate_task_model.h"
#include "widgets/models/model_obstacle.h"
#include "widgets/models/overlay_model.h"
#include "widgets/models/pair_model.h"
#include "widgets/models/path_text.h"

#include <algorithm>

namespace neurograft {

QString EvaluationPlan::modelProblem() const
{
    const QString problem = modelObstacle(m_pair.model(Role::Student), Role::Student);
    return problem.isEmpty() && m_options.asksTeacher
        ? modelObstacle(m_pair.model(Role::Teacher), Role::Teacher)
        : problem;
}

QString EvaluationPlan::obstacle() const
{
    const QString problem = modelProblem();
    if (!problem.isEmpty()) {
        return problem;
    }
    if (m_overlays.isReading()) {
        return tr("What lies over the student is being read.");
    }
    bool isAnyChosen = false;
    for (const EvaluateTask& task : m_tasks.tasks()) {
        if (!task.isChosen) {
            continue;
        }
        isAnyChosen = true;
        if (task.state == EvaluateTask::State::Reading) {
            return tr("The questions of %1 are being read.").arg(task.title());
        }
        if (task.state == EvaluateTask::State::Failed) {
            return tr("%1 cannot be asked: %2").arg(task.title(), task.problem.message);
        }
    }
    if (!isAnyChosen) {
        return m_tasks.tasks().empty() ? tr("Choose tasks first.") : tr("Tick at least one task.");
    }
    const std::vector<EvaluateWork> wanted = all();
    if (wanted.empty()) {
        return tr("Perplexity is measured before and after: add an adapter or delta, or transfer "
                  "first.");
    }
    for (const EvaluateWork& work : wanted) {
        if (work.task.isPerplexity()) {
            continue;
        }
        const JobOutcome checked = outcomeOf([&work] { checkEvaluateStudy(work.study); });
        if (checked.isFailed()) {
            return tr("%1: %2").arg(work.task.title(), checked.message);
        }
    }
    return {};
}

bool EvaluationPlan::isBeforeAlone() const
{
    return m_pair.model(Role::Student).state == SlotState::Ready && m_overlays.after().isEmpty();
}

std::vector<EvaluationSide> EvaluationPlan::sides(const EvaluateTask& task) const
{
    std::vector<EvaluationSide> sides;
    if (task.isPerplexity()) { // both sides in one run, which is called after
        if (!m_overlays.after().isEmpty()) {
            sides.push_back(EvaluationSide::After);
        }
        return sides;
    }
    if (m_options.asksTeacher) {
        sides.push_back(EvaluationSide::Teacher);
    }
    sides.push_back(EvaluationSide::Before);
    if (!m_overlays.after().isEmpty()) {
        sides.push_back(EvaluationSide::After);
    }
    return sides;
}

EvaluateStudy EvaluationPlan::study(const EvaluateTask& task, EvaluationSide side) const
{
    EvaluateStudy study = studyOf(task, m_options.most, m_options.seed);
    const Role role = side == EvaluationSide::Teacher ? Role::Teacher : Role::Student;
    study.model = toPath(m_pair.model(role).folder);
    if (side == EvaluationSide::After) {
        study.overlay = m_overlays.after();
    }
    study.executesCode = task.isCode() && m_options.executesCode;
    study.batch = m_options.batch;
    study.device = role == Role::Teacher ? m_base.teacherDevice : m_base.studentDevice;
    study.dtype = role == Role::Teacher ? m_base.teacherDtype : m_base.studentDtype;
    study.threads = m_base.threads;
    study.isDeterministic = m_base.isDeterministic;
    return study;
}

std::vector<EvaluateWork> EvaluationPlan::all() const
{
    std::vector<EvaluateWork> all;
    for (const EvaluateTask& task : m_tasks.tasks()) {
        if (task.isChosen && task.state == EvaluateTask::State::Ready) {
            for (const EvaluationSide side : sides(task)) {
                all.push_back({task, side, study(task, side)});
            }
        }
    }
    return all;
}

EvaluationSide EvaluationPlan::sideOf(const EvaluateStudy& study) const
{
    const auto folder = [this](Role role) { return toPath(m_pair.model(role).folder); };
    if (study.model == folder(Role::Teacher) && study.model != folder(Role::Student)) {
        return EvaluationSide::Teacher;
    }
    return study.overlay.isEmpty() ? EvaluationSide::Before : EvaluationSide::After;
}

void findStored(EvaluateWork& work, const std::vector<EvaluationRun>& stored)
{
    for (const EvaluationRun& run : stored) {
        const bool isAnswer = isAnswerTo(run, work.study);
        if (isAnswer
            || (!work.isComplete && run.isPartial
                && studyText(run.study) == studyText(work.study))) {
            work.path = run.path;
            work.isComplete = isAnswer;
        }
    }
}

bool isMissing(const EvaluateWork& work, const std::vector<EvaluationRow>& rows)
{
    const auto row = std::find_if(rows.begin(), rows.end(), [&work](const EvaluationRow& each) {
        return each.task.isSameTask(work.task);
    });
    if (row == rows.end() || !isSameQuestion(row->asked, work.study)) {
        return true;
    }
    if (work.task.isPerplexity()) {
        return !row->heldOut || studyText(row->heldOut->study) != studyText(work.study);
    }
    const EvaluationRun* run = row->run(work.side);
    return run == nullptr ? row->file(work.side).isEmpty()
                          : run->isPartial || run->study.overlay != work.study.overlay
            || run->study.model != work.study.model;
}

} // namespace neurograft
