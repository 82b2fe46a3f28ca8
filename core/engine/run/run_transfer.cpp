// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_transfer.h"

#include "core/engine/run/job_support.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/engine/run/transfer_making.h"
#include "core/engine/run/transfer_run.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/engine/transfer/unaligned_method.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/transfer_parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

/// "seed-42" for "seed-".
bool isNumbered(const std::string& name, const std::string& prefix)
{
    return name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0
        && name.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
}

/// A file of ours that was being written when the program was killed.
bool isLeftover(const std::string& name)
{
    const std::string mark = ".tmp-";
    const std::size_t at = name.rfind(mark);
    return name.front() == '.' && at != std::string::npos && isNumbered(name.substr(at), mark);
}

void removeLeftovers(const fs::path& folder)
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (isLeftover(entry.path().filename().string())) {
            found.push_back(entry.path());
        }
    }
    for (const fs::path& each : found) {
        fs::remove_all(each);
    }
}

/// Whether a transfer leaves something of this name in its folder.
bool isOurs(const std::string& name)
{
    constexpr std::array<const char*, 12> kNames{"adapter_config.json",
                                                 "adapter_model.safetensors",
                                                 "initial",
                                                 "converted",
                                                 "run.h5",
                                                 "state.safetensors",
                                                 "translator.safetensors",
                                                 "delta.safetensors",
                                                 "selection-teacher.json",
                                                 "selection-student.json",
                                                 kAnswersName,
                                                 kBegunAnswersName};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end()
        || isNumbered(name, "seed-") || isNumbered(name, "step-") || isLeftover(name);
}

/// Makes room in @p out. @throws StudyError when it holds what may not be removed
void prepareFolder(const fs::path& out, bool overwrite)
{
    std::error_code error;
    if (!fs::exists(out, error)) {
        return;
    }
    if (!fs::is_directory(out, error)) {
        throw StudyError(out.string(), "a folder", "a file", "Choose another name.");
    }
    std::vector<fs::path> entries;
    for (const auto& entry : fs::directory_iterator(out)) {
        if (!isOurs(entry.path().filename().string())) {
            throw StudyError(out.string(), "a new or empty folder, or that of an earlier transfer",
                             "one that holds " + entry.path().filename().string(),
                             "Choose another name.");
        }
        entries.push_back(entry.path());
    }
    if (!entries.empty() && !overwrite) {
        throw StudyError(out.string(), "a new or empty folder", "that of an earlier transfer",
                         "Choose another name, continue it with --resume or pass --force.");
    }
    for (const fs::path& entry : entries) {
        fs::remove_all(entry);
    }
}

double lastOf(const ResultFile& result, const char* path, bool first = false)
{
    const Table* table = result.find(path);
    if (table == nullptr || table->shape.front() == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const auto& values = table->as<double>();
    return first ? values[1] : values.back();
}

/// What a finished run came to, from its file.
TransferredSeed finishedSeed(const TransferPart& part, const ResultFile& result)
{
    TransferredSeed seed;
    seed.seed = part.study.seed;
    seed.folder = part.folder;
    const Table* loss = result.find("training/loss");
    seed.steps = loss == nullptr ? 0 : loss->shape.front();
    seed.firstLoss = lastOf(result, "training/loss", true);
    seed.lastLoss = lastOf(result, "training/loss");
    seed.validationLoss = lastOf(result, "training/validation_loss");
    if (const Table* align = result.find(kAlignPerplexity)) {
        seed.plainPerplexity = align->as<double>().front();
        seed.changedPerplexity = align->as<double>().back();
    }
    return seed;
}

class TransferJob {
public:
    TransferJob(const TransferStudy& study, fs::path out, bool isResumed, const RunContext& context)
        : m_out(std::move(out)), m_isResumed(isResumed), m_context(context),
          m_parts(transferParts(study, m_out)), m_start(Clock::now())
    {
    }

    TransferOutcome run(bool overwrite)
    {
        TransferInputs inputs = openTransferInputs(m_parts.front().study);
        if (!m_isResumed) {
            prepareFolder(m_out, overwrite);
        }
        TransferOutcome outcome;
        outcome.path = m_out;
        for (const std::string& warning : inputs.warnings) {
            m_context.log(LogLevel::Warning, warning);
        }
        for (const TransferPart& part : m_parts) {
            m_context.throwIfStopped();
            if (&part != &m_parts.front()) {
                inputs = openTransferInputs(part.study); // rows may be drawn by seed
            }
            outcome.seeds.push_back(runPart(part, inputs));
        }
        outcome.trainedParameters = m_trainedParameters;
        outcome.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
        outcome.peakBytes = static_cast<double>(peakResidentMemory());
        return outcome;
    }

private:
    TransferredSeed runPart(const TransferPart& part, const TransferInputs& inputs)
    {
        const std::optional<ResultFile> earlier = earlierResult(part);
        m_trainedParameters = inputs.trainedParameters();
        std::error_code error;
        if (earlier && earlier->manifest.status == "complete") {
            fs::remove(part.state(), error); // killed between the two
            return finishedSeed(part, *earlier);
        }
        const bool isContinued = earlier && fs::exists(part.state(), error);
        fs::create_directories(part.folder);
        removeLeftovers(part.folder);
        const RunContext context = contextOf(part);
        const std::unique_ptr<TransferMethod> method = m_maker.make(
            inputs, part, isContinued ? earlier->tables : std::vector<Table>(), context);
        const ResultFile result =
            TransferRun(inputs, part, *method,
                        isContinued ? earlier->manifest.createdUtc : utcNow(), context)
                .run(isContinued);
        return finishedSeed(part, result);
    }

    std::optional<ResultFile> earlierResult(const TransferPart& part) const
    {
        std::error_code error;
        if (!m_isResumed || !fs::exists(part.result(), error)) {
            return std::nullopt;
        }
        ResultFile earlier = readResult(part.result());
        if (parseTransferStudyText(earlier.manifest.study, part) != studyText(part.study)) {
            throw StudyError(part.result().string(), "a result of the same study", "another study",
                             "Repeat the options of the first run, or choose another name.");
        }
        return earlier;
    }

    /// Read and written again: an earlier program did not know every key.
    static std::string parseTransferStudyText(const std::string& text, const TransferPart& part)
    {
        return studyText(parseTransferStudy(text, part.result().string() + ": study"));
    }

    /// Progress of one seed among several: its phases say which.
    RunContext contextOf(const TransferPart& part) const
    {
        RunContext own = m_context;
        if (m_parts.size() > 1) {
            const auto number = static_cast<int>(&part - m_parts.data());
            const auto count = static_cast<int>(m_parts.size());
            own.onProgress = [this, &part, number, count](const Progress& progress) {
                if (m_context.onProgress) {
                    Progress told = progress;
                    told.phase = "seed " + std::to_string(part.study.seed) + ": " + progress.phase;
                    told.phaseIndex = number * progress.phaseCount + progress.phaseIndex;
                    told.phaseCount = count * progress.phaseCount;
                    m_context.onProgress(told);
                }
            };
        }
        return own;
    }

    fs::path m_out;
    bool m_isResumed;
    const RunContext& m_context;
    std::vector<TransferPart> m_parts;
    Clock::time_point m_start;
    TransferMaker m_maker;
    std::int64_t m_trainedParameters = 0;
};

} // namespace

TransferOutcome runTransfer(const TransferStudy& study, const std::filesystem::path& out,
                            bool overwrite, bool isResumed, const RunContext& context)
{
    context.throwIfStopped();
    return withTorchErrors(
        "transfer", [&] { return TransferJob(study, out, isResumed, context).run(overwrite); });
}

} // namespace neurograft
