// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/evaluate_job_request.h"

#include "core/run/rescore.h"
#include "core/run/run_evaluate.h"
#include "core/study/command_line_text.h"
#include "widgets/models/evaluate_task.h"
#include "widgets/models/evaluation_run.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>

namespace neurograft {

namespace {

struct EvaluateJobRequestTexts {
    Q_DECLARE_TR_FUNCTIONS(EvaluateJob)
};

} // namespace

JobRequest evaluateJob(const EvaluateStudy& study, const std::filesystem::path& target,
                       bool isResumed)
{
    JobRequest request;
    request.title =
        EvaluateJobRequestTexts::tr("%1 with %2").arg(taskOf(study).title(), subjectTitle(study));
    request.command = QString::fromStdString(evaluateCommandLine(study, target));
    request.work = [study, target, isResumed](const RunContext& context) {
        // One that was stopped before it began has no file yet.
        runEvaluate(study, target, false, isResumed && std::filesystem::exists(target), context);
    };
    request.continuation = JobContinuation{
        QStringLiteral("evaluate"), QString::fromStdString(studyText(study)), fromPath(target)};
    return request;
}

JobRequest rescoreJob(const QStringList& files, bool executesCode)
{
    JobRequest request;
    request.title = EvaluateJobRequestTexts::tr("Re-scoring of %n result(s)", nullptr,
                                                static_cast<int>(files.size()));
    QStringList commands;
    for (const QString& file : files) {
        CommandLineText line("neurograft rescore " + shellWord(file.toStdString()));
        line.add("--out", file.toStdString());
        line.add("--force");
        if (executesCode) {
            line.add("--execute-code");
        }
        commands << QString::fromStdString(line.text());
    }
    request.command = commands.join(QStringLiteral(" && "));
    request.work = [files, executesCode](const RunContext& context) {
        for (const QString& file : files) {
            RescoreOptions options;
            options.result = options.out = toPath(file);
            options.overwrite = true;
            options.executesCode = executesCode;
            rescoreResult(options, context);
            context.stored(file.toStdString());
        }
    };
    return request;
}

} // namespace neurograft
