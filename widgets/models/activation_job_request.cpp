// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/activation_job_request.h"

#include "core/run/export_activations.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>

namespace neurograft {

namespace {

struct ActivationJobTexts {
    Q_DECLARE_TR_FUNCTIONS(ActivationJob)
};

} // namespace

JobRequest activationJob(const SimilarityStudy& study, const std::filesystem::path& target)
{
    JobRequest request;
    request.title =
        ActivationJobTexts::tr("Activations of %1 and %2")
            .arg(QDir(fromPath(study.student)).dirName(), QDir(fromPath(study.teacher)).dirName());
    request.command = QString::fromStdString(activationsCommandLine(study, target));
    request.work = [study, target](const RunContext& context) {
        exportActivations(study, target, true, context);
    };
    return request;
}

} // namespace neurograft
