// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/locate_job_request.h"

#include "core/run/run_locate.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>

namespace neurograft {

namespace {

struct LocateJobRequestTexts {
    Q_DECLARE_TR_FUNCTIONS(LocateJob)
};

QString lastPart(const std::filesystem::path& path)
{
    return QDir(fromPath(path)).dirName();
}

QString titleOf(const LocateStudy& study)
{
    const bool isSensitivity = study.score == "sensitivity";
    if (!study.isPair()) {
        return LocateJobRequestTexts::tr("Neurons of %1").arg(lastPart(study.model));
    }
    const QString title = isSensitivity ? LocateJobRequestTexts::tr("Sensitivity of %1 and %2")
                                        : LocateJobRequestTexts::tr("Neurons of %1 and %2");
    return title.arg(lastPart(study.student), lastPart(study.teacher));
}

} // namespace

std::filesystem::path rowsBeside(std::filesystem::path result)
{
    return result.replace_extension(".jsonl");
}

std::filesystem::path locateRows(const LocateStudy& study, const std::filesystem::path& result)
{
    const std::filesystem::path beside = rowsBeside(result);
    return !std::filesystem::exists(study.data) && std::filesystem::exists(beside) ? beside
                                                                                   : study.data;
}

JobRequest locateJob(const LocateStudy& study, const std::filesystem::path& target, bool isResumed)
{
    JobRequest request;
    request.title = titleOf(study);
    request.command = QString::fromStdString(locateCommandLine(study, target));
    request.work = [study, target, isResumed](const RunContext& context) {
        // One that was stopped before it began has no file yet.
        runLocate(study, target, false, isResumed && std::filesystem::exists(target), context);
    };
    request.continuation = JobContinuation{
        QStringLiteral("locate"), QString::fromStdString(studyText(study)), fromPath(target)};
    return request;
}

} // namespace neurograft
