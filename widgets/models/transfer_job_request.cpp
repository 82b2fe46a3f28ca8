// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/transfer_job_request.h"

#include "core/run/run_transfer.h"
#include "core/store/result_file.h"
#include "core/study/transfer_parts.h"
#include "widgets/models/path_text.h"
#include "widgets/models/transfer_fields.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace neurograft {

namespace {

struct TransferJobRequestTexts {
    Q_DECLARE_TR_FUNCTIONS(TransferJob)
};

QString studentFolder(const std::filesystem::path& path)
{
    return QDir(fromPath(path)).dirName();
}

} // namespace

QString transferTitle(const TransferStudy& study)
{
    const QString method = transferMethodTitle(study.method);
    return study.teacher.empty()
        ? TransferJobRequestTexts::tr("%1 of %2").arg(method, studentFolder(study.student))
        : TransferJobRequestTexts::tr("%1: %2 to %3")
              .arg(method, studentFolder(study.teacher), studentFolder(study.student));
}

JobRequest transferJob(const TransferStudy& study, const std::filesystem::path& folder,
                       bool isResumed)
{
    JobRequest request;
    request.title = transferTitle(study);
    request.command = QString::fromStdString(transferCommandLine(study, folder));
    request.work = [study, folder, isResumed](const RunContext& context) {
        // One that was stopped before it began has no folder yet.
        runTransfer(study, folder, false, isResumed && std::filesystem::exists(folder), context);
    };
    request.continuation = JobContinuation{
        QStringLiteral("transfer"), QString::fromStdString(studyText(study)), fromPath(folder)};
    return request;
}

bool isTransferComplete(const TransferStudy& study, const std::filesystem::path& folder)
{
    const std::vector<TransferPart> parts = transferParts(study, folder);
    return std::all_of(parts.begin(), parts.end(), [](const TransferPart& part) {
        std::string status;
        outcomeOf([&] { status = readManifest(part.result()).status; });
        return status == "complete";
    });
}

} // namespace neurograft
