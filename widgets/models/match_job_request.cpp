// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/match_job_request.h"

#include "core/run/run_match.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>

namespace neurograft {

namespace {

struct MatchJobTexts {
    Q_DECLARE_TR_FUNCTIONS(MatchJob)
};

} // namespace

JobRequest matchJob(const MatchStudy& study, const std::filesystem::path& target)
{
    const auto folderName = [](const std::filesystem::path& folder) {
        return QDir(fromPath(folder)).dirName();
    };
    JobRequest request;
    request.title = MatchJobTexts::tr("Matching neurons of %1 and %2")
                        .arg(folderName(study.pair.student), folderName(study.pair.teacher));
    request.command = QString::fromStdString(matchCommandLine(study, target));
    request.work = [study, target](const RunContext& context) {
        runMatch(study, target, false, context);
    };
    return request;
}

std::filesystem::path locatedFile(const MatchStudy& study, const std::filesystem::path& result)
{
    const std::filesystem::path beside = result.parent_path() / study.located.filename();
    return !std::filesystem::exists(study.located) && std::filesystem::exists(beside)
        ? beside
        : study.located;
}

} // namespace neurograft
