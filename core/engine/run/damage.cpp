// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/damage.h"

#include "core/evaluate/evaluation_comparison.h"
#include "core/evaluate/evaluation_score.h"
#include "core/run/error.h"
#include "core/run/perplexity.h"
#include "core/run/run_evaluate.h"
#include "core/store/result_file.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <set>
#include <system_error>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kPerplexity = "perplexity";

/// Checks a study before any model is opened.
void requireComparison(const DamageStudy& study)
{
    if (study.edited.empty() && study.overlay.isEmpty()) {
        throw UsageError("damage", "an edit: --adapter, --delta, --residual-adapter or --edited",
                         "none");
    }
    if (study.tasks.empty() && study.heldOut.empty()) {
        throw UsageError("damage", "at least one --task or --held-out", "none");
    }
    std::set<std::string> names;
    for (const DamageTask& task : study.tasks) {
        if (!names.insert(task.task).second) {
            throw UsageError("damage --task", "each task once", task.task + " twice");
        }
    }
}

void makeFolder(const fs::path& out, bool overwrite, bool isResumed)
{
    std::error_code error;
    if (fs::exists(out, error) && !overwrite && !isResumed) {
        throw StudyError(out.string(), "a name that is free", "an existing folder",
                         "Choose another --out, or give --resume or --force.");
    }
    fs::create_directories(out, error);
    if (error) {
        throw StudyError(out.string(), "a folder that can be made", error.message());
    }
}

/// Evaluates one side on one task; an earlier result of the same study is gone on with.
EvaluateOutcome evaluateInto(const fs::path& file, const EvaluateStudy& study, bool isResumed,
                             const RunContext& context)
{
    std::error_code error;
    const bool isThere = isResumed && fs::exists(file, error);
    if (isThere) {
        const auto earlier = parseEvaluateStudy(readManifest(file).study, file.string());
        if (studyText(earlier) != studyText(study)) {
            throw StudyError(file.string(), "a result of the same study", "one of another",
                             "Repeat the options of the first run, or choose another --out.");
        }
    }
    return runEvaluate(study, file, true, isThere, context);
}

/// @param before,after the evaluations of one task
DamageRow checkTask(const EvaluateStudy& before, const EvaluateStudy& after, const fs::path& out,
                    bool isResumed, const RunContext& context)
{
    const fs::path beforeFile = out / ("before-" + before.task + ".h5");
    const fs::path afterFile = out / ("after-" + after.task + ".h5");
    const EvaluateOutcome first = evaluateInto(beforeFile, before, isResumed, context);
    const EvaluateOutcome second = evaluateInto(afterFile, after, isResumed, context);

    const EvaluationTask which = taskFromWord(before.task);
    const Evaluation a = readEvaluation(readResult(beforeFile), which, beforeFile.string());
    const Evaluation b = readEvaluation(readResult(afterFile), which, afterFile.string());
    const EvaluationComparison comparison = compareEvaluations({&a}, {&b}, before.seed);
    return {before.task,         first.score.score,
            second.score.score,  comparison.paired,
            comparison.sentence, first.notice.empty() ? second.notice : first.notice};
}

PerplexityOptions heldOutOptions(const DamageStudy& study)
{
    PerplexityOptions options;
    options.model = study.student.model;
    options.data = study.heldOut;
    options.rows = study.student.rows;
    options.rows.seed = study.student.seed;
    options.device = study.student.device;
    options.dtype = study.student.dtype;
    return options;
}

std::string perplexitySentence(const DamageRow& row)
{
    char buffer[320];
    const PairedComparison& paired = row.paired;
    std::snprintf(buffer, sizeof buffer,
                  "perplexity: %.4g -> %.4g (%+.4f nats per token, 95 %% %+.4f to %+.4f) on %lld "
                  "rows, %lld better, %lld worse, p %s (bootstrap): %s.",
                  row.before, row.after, paired.difference, paired.interval.low,
                  paired.interval.high, static_cast<long long>(paired.n),
                  static_cast<long long>(paired.better), static_cast<long long>(paired.worse),
                  probabilityText(paired.p).c_str(),
                  !paired.isSignificant.value_or(false) ? "not distinguishable"
                      : paired.difference > 0.0         ? "better"
                                                        : "worse");
    return buffer;
}

DamageRow checkHeldOut(const DamageStudy& study, const RunContext& context)
{
    PerplexityOptions options = heldOutOptions(study);
    const PerplexityResult before = measurePerplexity(options, context);
    options.overlay = study.overlay;
    options.model = study.edited.empty() ? options.model : study.edited;
    const PerplexityResult after = measurePerplexity(options, context);
    const auto logprobs = [](const PerplexityResult& result) {
        std::vector<double> values;
        for (const double nll : result.rowNll) {
            values.push_back(-nll);
        }
        return values;
    };
    DamageRow row;
    row.name = kPerplexity;
    row.before = before.perplexity;
    row.after = after.perplexity;
    row.paired = comparePaired(logprobs(before), logprobs(after), study.student.seed);
    row.sentence = perplexitySentence(row);
    return row;
}

} // namespace

std::vector<EvaluateStudy> damageEvaluations(const DamageStudy& study)
{
    requireComparison(study);
    std::vector<EvaluateStudy> evaluations;
    for (const DamageTask& task : study.tasks) {
        EvaluateStudy before = study.student;
        before.task = task.task;
        before.data = task.data;
        before.overlay = {};
        EvaluateStudy after = before;
        after.overlay = study.overlay;
        after.model = study.edited.empty() ? before.model : study.edited;
        evaluations.push_back(before);
        evaluations.push_back(after);
    }
    return evaluations;
}

std::vector<DamageRow> checkDamage(const DamageStudy& study, const fs::path& out, bool overwrite,
                                   bool isResumed, const RunContext& context)
{
    const std::vector<EvaluateStudy> evaluations = damageEvaluations(study);
    makeFolder(out, overwrite, isResumed);
    std::vector<DamageRow> rows;
    for (std::size_t at = 0; at < evaluations.size(); at += 2) {
        context.log(LogLevel::Info, "damage check: " + evaluations[at].task);
        rows.push_back(checkTask(evaluations[at], evaluations[at + 1], out, isResumed, context));
    }
    if (!study.heldOut.empty()) {
        context.log(LogLevel::Info, "damage check: held-out perplexity");
        rows.push_back(checkHeldOut(study, context));
    }
    writeFileAtomically(out / "damage.csv", damageCsv(rows), true);
    writeFileAtomically(out / "damage.tex", damageLatex(rows), true);
    writeFileAtomically(out / "damage.json", toJson(rows).dump(2) + '\n', true);
    return rows;
}

} // namespace neurograft
