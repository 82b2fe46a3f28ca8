// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/evaluate_job.h"

#include "core/engine/evaluate/answer_generation.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/run/job_support.h"
#include "core/engine/support/device.h"
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/choice_answers.h"
#include "core/evaluate/code_scoring.h"
#include "core/run/compute_setup.h"
#include "core/run/error.h"
#include "core/support/sha256.h"
#include "core/support/version.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds kStoreEvery(5);
constexpr const char* kAsking = "asking";
constexpr const char* kRunningCode = "running code";
constexpr const char* kOverlayHash = "student_overlay_sha256";

/// Answers of other weights or of other data are not this run's.
void requireSameInputs(const std::string& what, const std::string& earlier, const std::string& now,
                       const fs::path& out)
{
    if (earlier != now) {
        throw StudyError(out.string(), "a partial result of the same " + what, "another " + what,
                         "Its files have changed since: start anew with --force.");
    }
}

} // namespace

EvaluateJob::EvaluateJob(EvaluateInputs inputs, fs::path out, Clock::time_point start,
                         const RunContext& context)
    : m_inputs(std::move(inputs)), m_out(std::move(out)), m_context(context),
      m_createdUtc(utcNow()), m_start(start), m_stored(start)
{
}

EvaluateOutcome EvaluateJob::run(bool isResumed)
{
    if (isResumed) {
        keepAnswered();
    }
    try {
        if (m_inputs.checkpoint) {
            answer();
        }
        if (protocol().isCode()) {
            runCode();
        }
        store("complete");
    } catch (const Canceled&) {
        if (m_isBegun) { // else an earlier partial result stays as it is
            store("partial");
        }
        throw;
    } catch (const Error& error) {
        if (m_isBegun && !isInputAtFault(error)) {
            store("partial");
        }
        throw;
    }
    return outcome();
}

std::string EvaluateJob::modelSha256() const
{
    return m_inputs.checkpoint ? m_inputs.checkpoint->sha256() : std::string();
}

/// Items are the same when question, sample and prompt are.
void EvaluateJob::keepAnswered()
{
    const ResultFile earlier = readResult(m_out);
    m_createdUtc = earlier.manifest.createdUtc;
    requireSameInputs("data", earlier.manifest.dataSha256, m_inputs.dataSha256, m_out);
    requireSameInputs("model", earlier.manifest.studentSha256, modelSha256(), m_out);
    const auto overlay = earlier.extra.find(kOverlayHash);
    const auto* hash =
        overlay == earlier.extra.end() ? nullptr : std::get_if<std::string>(&overlay->second);
    requireSameInputs("adapters and deltas", hash == nullptr ? std::string() : *hash,
                      m_inputs.overlaySha256, m_out);
    if (earlier.find(std::string("evaluation/") + taskWord(protocol().task) + "/items/correct")
        == nullptr) {
        return;
    }
    std::map<std::pair<std::int64_t, std::int64_t>, EvaluationItem> answered;
    for (EvaluationItem& item : readEvaluation(earlier, protocol().task, m_out.string()).items) {
        if (item.isAnswered) {
            answered[{item.row, item.sample}] = std::move(item);
        }
    }
    for (EvaluationItem& item : items()) {
        const auto found = answered.find({item.row, item.sample});
        if (found != answered.end() && found->second.id == item.id
            && found->second.prompt == item.prompt) {
            item = found->second;
            m_isBegun = true;
        }
    }
}

/// Batches with an item that has no answer, in the order an undisturbed run takes them: what is
/// computed together stays together.
std::vector<PromptBatch> EvaluateJob::openBatches() const
{
    std::vector<PromptBatch> batches = m_inputs.batches();
    const auto isDone = [this](const PromptBatch& batch) {
        return std::all_of(batch.rows.begin(), batch.rows.end(), [this](std::size_t row) {
            return m_inputs.evaluation.items[row].isAnswered;
        });
    };
    batches.erase(std::remove_if(batches.begin(), batches.end(), isDone), batches.end());
    return batches;
}

void EvaluateJob::answer()
{
    const std::vector<PromptBatch> batches = openBatches();
    if (batches.empty()) {
        return;
    }
    const EvaluateStudy& study = m_inputs.study;
    const auto model =
        loadWithOverlay(study.model, {m_inputs.device.str(), computeTypeName(m_inputs.type)},
                        study.overlay, m_context);
    ChoiceScorer scorer(*model, m_inputs.prompts, m_inputs.choices);
    const auto total = static_cast<std::int64_t>(items().size());
    const int phases = protocol().isCode() && study.executesCode ? 2 : 1;
    const auto report = [&] {
        const auto done = std::count_if(items().begin(), items().end(),
                                        [](const EvaluationItem& item) { return item.isAnswered; });
        m_context.checkpoint({kAsking, 1, phases, done, total, "items"});
    };
    RunContext quiet; // items are reported, not their tokens
    quiet.isStopRequested = m_context.isStopRequested;
    for (const PromptBatch& batch : batches) {
        report();
        if (protocol().isChoice()) {
            answerChoices(scorer, batch, quiet);
        } else {
            generate(*model, batch, quiet);
        }
        m_isBegun = true;
        storeSometimes();
    }
    report();
}

void EvaluateJob::answerChoices(ChoiceScorer& scorer, const PromptBatch& batch,
                                const RunContext& context)
{
    std::vector<ChoiceScore> scores = scorer.score(batch, context);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        EvaluationItem& item = items()[batch.rows[i]];
        item.choiceLogits = std::move(scores[i].logits);
        item.output = std::string(1, kChoiceLetters.at(chosenIndex(item.choiceLogits)));
        const auto gold =
            std::find(kChoiceLetters.begin(), kChoiceLetters.end(), item.gold.front());
        item.logprob = scores[i].logprobs[static_cast<std::size_t>(gold - kChoiceLetters.begin())];
        item.isAnswered = true;
        scoreAnswer(protocol(), item);
    }
}

void EvaluateJob::generate(const TransformerModel& model, const PromptBatch& batch,
                           const RunContext& context)
{
    std::vector<AskedPrompt> prompts;
    for (const std::size_t row : batch.rows) {
        const EvaluationItem& item = items()[row];
        prompts.push_back(
            {&m_inputs.prompts[row],
             static_cast<std::uint64_t>(item.row * protocol().samples + item.sample)});
    }
    std::vector<GeneratedAnswer> answers = generateAnswers(
        model, m_inputs.tokenizer, prompts, protocol(), m_inputs.study.seed, context);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        EvaluationItem& item = items()[batch.rows[i]];
        item.output = std::move(answers[i].text);
        item.stopReason = std::move(answers[i].stopReason);
        item.tokens = answers[i].tokens;
        item.isAnswered = true;
        m_generatedTokens += item.tokens;
        scoreAnswer(protocol(), item);
    }
}

/// Generated code runs only when it was asked for, and only in the sandbox.
void EvaluateJob::runCode()
{
    if (!m_inputs.study.executesCode) {
        for (EvaluationItem& item : items()) {
            item.detail = "not run: --execute-code was not given";
        }
        return;
    }
    m_isBegun = true;
    const SandboxSetup setup = findSandbox();
    scoreCode(
        setup, protocol().timeoutSeconds, items(), m_context,
        {kRunningCode, m_inputs.checkpoint ? 2 : 1, m_inputs.checkpoint ? 2 : 1, 0, 0, "programs"});
}

void EvaluateJob::storeSometimes()
{
    if (Clock::now() - m_stored >= kStoreEvery) {
        store("partial");
    }
}

void EvaluateJob::store(const std::string& status)
{
    writeResult(m_out, result(status), true);
    m_stored = Clock::now();
    m_context.stored(m_out.string());
}

ResultFile EvaluateJob::result(const std::string& status) const
{
    ResultFile result;
    result.manifest = manifest(status);
    if (!m_inputs.overlaySha256.empty()) {
        result.extra[kOverlayHash] = m_inputs.overlaySha256;
    }
    if (!m_inputs.predictionsSha256.empty()) {
        result.extra["predictions_sha256"] = m_inputs.predictionsSha256;
    }
    putEvaluation(m_inputs.evaluation, result);
    return result;
}

RunManifest EvaluateJob::manifest(const std::string& status) const
{
    const EvaluateStudy& study = m_inputs.study;
    RunManifest manifest;
    manifest.programVersion = kProgramVersion;
    manifest.command = evaluateCommandLine(study, m_out);
    manifest.study = studyText(study);
    manifest.studySha256 = sha256Hex(manifest.study);
    manifest.status = status;
    manifest.createdUtc = m_createdUtc;
    manifest.seed = static_cast<std::int64_t>(study.seed);
    manifest.threads = computeThreads();
    manifest.dataSha256 = m_inputs.dataSha256;
    if (m_inputs.checkpoint) { // a model alone stands where a student does
        manifest.device = m_inputs.device.str();
        manifest.dtype = computeTypeName(m_inputs.type);
        manifest.student = folderName(study.model);
        manifest.studentSha256 = modelSha256();
    }
    manifest.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    manifest.peakBytes = static_cast<double>(peakResidentMemory());
    return manifest;
}

EvaluateOutcome EvaluateJob::outcome() const
{
    const Evaluation& evaluation = m_inputs.evaluation;
    EvaluateOutcome outcome;
    outcome.path = m_out;
    outcome.task = taskWord(evaluation.protocol.task);
    outcome.protocol = evaluation.protocol.name;
    outcome.promptTemplate = evaluation.protocol.promptTemplate.name();
    outcome.shots = evaluation.shots;
    outcome.score = scoreOf(evaluation.items);
    outcome.groups = groupScores(evaluation.items);
    outcome.scoreOi = outcome.scoreCorrected = std::numeric_limits<double>::quiet_NaN();
    if (evaluation.protocol.task == EvaluationTask::Gsm8k) {
        const Gsm8kScores both = gsm8kScores(evaluation.protocol, evaluation.items);
        outcome.scoreOi = both.oi;
        outcome.scoreCorrected = both.corrected;
    }
    outcome.generatedTokens = m_generatedTokens;
    const auto unscored =
        std::find_if(evaluation.items.begin(), evaluation.items.end(),
                     [](const EvaluationItem& item) { return item.verdict == Verdict::NotScored; });
    outcome.notice = unscored == evaluation.items.end() ? std::string() : unscored->detail;
    outcome.wallSeconds = std::chrono::duration<double>(Clock::now() - m_start).count();
    outcome.peakBytes = static_cast<double>(peakResidentMemory());
    return outcome;
}

} // namespace neurograft
