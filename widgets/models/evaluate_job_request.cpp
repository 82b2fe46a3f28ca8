// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_job_request.h"

#include "core/run/run_evaluate.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_run.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(EvaluateJob)
};

} // namespace

JobRequest evaluateJob(const EvaluateStudy& study, const std::filesystem::path& target,
                       bool isResumed)
{
    JobRequest request;
    request.title = Texts::tr("%1 with %2").arg(taskOf(study).title(), subjectTitle(study));
    request.command = QString::fromStdString(evaluateCommandLine(study, target));
    request.work = [study, target, isResumed](const RunContext& context) {
        // One that was stopped before it began has no file yet.
        runEvaluate(study, target, false, isResumed && std::filesystem::exists(target), context);
    };
    request.continuation = JobContinuation{
        QStringLiteral("evaluate"), QString::fromStdString(studyText(study)), fromPath(target)};
    return request;
}

} // namespace neurograft
