// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/transfer_run.h"

#include "core/engine/run/job_support.h"
#include "core/engine/support/device.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kStoreEvery{2}; ///< curves on the disk are at most so old

LossNames lossNames(const TransferStudy& study)
{
    if (study.method != "semalign") {
        return {};
    }
    return study.semalign.version == "v1" ? LossNames{"1 - cosine", "layer_loss", "1 - cosine"}
                                          : LossNames{"nats per label", "layer_loss", "1 - cosine"};
}

} // namespace

TransferRun::TransferRun(const TransferInputs& inputs, const TransferPart& part,
                         TransferMethod& method, std::string createdUtc, const RunContext& context)
    : m_inputs(inputs), m_part(part), m_method(method), m_createdUtc(std::move(createdUtc)),
      m_context(context), m_start(Clock::now()), m_stored(m_start)
{
}

ResultFile TransferRun::run(bool isContinued)
{
    if (m_inputs.lastStep() > 0) {
        train(isContinued);
    }
    m_method.writeOutcome(m_part.folder);
    ResultFile result = store("complete");
    std::error_code error;
    fs::remove(m_part.state(), error);
    return result;
}

void TransferRun::train(bool isContinued)
{
    TrainerOptions options = m_method.trainerOptions(m_context);
    options.checkpoint = m_part.state();
    options.checkpointEvery = 1;
    options.identity = "study " + sha256Hex(studyText(m_part.study));
    Trainer trainer(m_method.parameters(), options);
    if (isContinued) {
        trainer.restore(m_part.state());
        m_reports = trainer.reports();
    } else {
        m_method.writeStart(m_part.folder);
        store("partial"); // what the start was taken from, before the state says that there is one
        trainer.save(m_part.state());
    }
    const Trainer::GradientsAt gradients = [this](std::int64_t step, double lossScale) {
        return m_method.addGradients(step, lossScale, m_context);
    };
    try {
        trainer.run(
            gradients, m_inputs.lastStep(), [this](const StepReport& report) { afterStep(report); },
            m_context);
    } catch (const Canceled&) {
        m_reports = trainer.reports();
        store("partial");
        throw;
    }
    m_reports = trainer.reports(); // with validations that a stop had cut off
}

void TransferRun::afterStep(const StepReport& report)
{
    m_reports.push_back(report);
    m_method.stepDone(report.step);
    const std::int64_t every = m_part.study.saveEvery;
    if (every > 0 && (report.step + 1) % every == 0) {
        keepStep(report.step);
    }
    if (Clock::now() - m_stored >= kStoreEvery) {
        store("partial");
    }
}

void TransferRun::keepStep(std::int64_t step)
{
    m_method.writeStep(m_part.step(step));
    const std::int64_t oldest = step - m_part.study.saveEvery * m_part.study.keep;
    if (m_part.study.keep > 0 && oldest >= 0) {
        std::error_code error;
        fs::remove_all(m_part.step(oldest), error);
    }
}

ResultFile TransferRun::store(const std::string& status)
{
    ResultFile result;
    result.manifest = manifest(status);
    result.tables = m_method.tables();
    for (Table& table : trainingTables(m_reports, lossNames(m_part.study))) {
        result.tables.push_back(std::move(table));
    }
    writeResult(m_part.result(), result, true);
    m_stored = Clock::now();
    m_context.stored(m_part.result().string());
    return result;
}

RunManifest TransferRun::manifest(const std::string& status) const
{
    const TransferStudy& study = m_part.study;
    RunManifest manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = transferCommandLine(study, m_part.folder);
    manifest.study = studyText(study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = status;
    manifest.createdUtc = m_createdUtc;
    manifest.seed = static_cast<std::int64_t>(study.seed);
    manifest.threads = computeThreads();
    manifest.dataSha256 = m_inputs.dataSha256();
    manifest.device = m_inputs.device.str();
    manifest.dtype = computeTypeName(m_inputs.type);
    manifest.student = folderName(study.student);
    manifest.studentSha256 = m_inputs.student->sha256();
    if (m_inputs.teacher) {
        manifest.teacher = folderName(study.teacher);
        manifest.teacherSha256 = m_inputs.teacher->sha256();
    }
    manifest.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    manifest.peakBytes = static_cast<double>(peakResidentMemory());
    return manifest;
}

} // namespace neurograft
