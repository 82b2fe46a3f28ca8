// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/similarity_job_request.h"

#include "core/run/run_similarity.h"
#include "core/study/similarity_command.h"
#include "core/study/study_io.h"
#include "widgets/models/path_text.h"

#include <QCoreApplication>
#include <QDir>

namespace neurograft {

namespace {

struct SimilarityJobRequestTexts {
    Q_DECLARE_TR_FUNCTIONS(SimilarityJob)
};

QString folderOf(const std::filesystem::path& path)
{
    return QDir(fromPath(path)).dirName();
}

} // namespace

JobRequest similarityJob(const SimilarityStudy& study, const std::filesystem::path& target,
                         bool isResumed)
{
    JobRequest request;
    request.title = study.activations.empty()
        ? SimilarityJobRequestTexts::tr("Similarity of %1 and %2")
              .arg(folderOf(study.student), folderOf(study.teacher))
        : SimilarityJobRequestTexts::tr("Similarity of %1").arg(folderOf(study.activations));
    request.command = QString::fromStdString(similarityCommandLine(study, target));
    request.work = [study, target, isResumed](const RunContext& context) {
        runSimilarity(study, target, isResumed, context);
    };
    request.continuation = JobContinuation{
        QStringLiteral("similarity"), QString::fromStdString(studyText(study)), fromPath(target)};
    return request;
}

} // namespace neurograft
