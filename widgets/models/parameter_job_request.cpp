// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/parameter_job_request.h"

#include "core/run/run_parameters.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>

namespace neurograft {

namespace {

struct ParameterJobTexts {
    Q_DECLARE_TR_FUNCTIONS(ParameterJob)
};

} // namespace

JobRequest parameterJob(const ParameterStudy& study, const std::filesystem::path& target,
                        bool isRepeated)
{
    JobRequest request;
    request.title =
        ParameterJobTexts::tr("Parameters of %1").arg(QDir(fromPath(study.model)).dirName());
    request.command = QString::fromStdString(parameterCommandLine(study, target));
    request.work = [study, target, isRepeated](const RunContext& context) {
        runParameters(study, target, isRepeated, context);
    };
    return request;
}

} // namespace neurograft
