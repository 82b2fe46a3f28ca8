// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_files.h"

#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using OrderedJson = nlohmann::ordered_json;

std::string lineOf(const OrderedJson& json)
{
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
}

/// Null where there is no number.
OrderedJson numberOrNull(double value)
{
    return std::isfinite(value) ? OrderedJson(value) : OrderedJson();
}

OrderedJson itemJson(const EvaluationItem& item)
{
    OrderedJson json{{"id", item.id},
                     {"sample", item.sample},
                     {"group", item.group},
                     {"prompt", item.prompt},
                     {"output", item.output},
                     {"extracted", item.extracted},
                     {"gold", item.gold},
                     {"correct",
                      item.verdict == Verdict::NotScored
                          ? OrderedJson()
                          : OrderedJson(item.verdict == Verdict::Right)},
                     {"tokens", item.tokens},
                     {"stop_reason", item.stopReason},
                     {"logprob", numberOrNull(item.logprob)},
                     {"detail", item.detail}};
    if (!item.choiceLogits.empty()) {
        json["choice_logits"] = item.choiceLogits;
    }
    return json;
}

OrderedJson metricsJson(const Evaluation& evaluation, const RunManifest& manifest)
{
    const EvaluationProtocol& protocol = evaluation.protocol;
    const EvaluationScore score = scoreOf(evaluation.items);
    OrderedJson json{
        {"task", taskWord(protocol.task)},
        {"protocol", protocol.name},
        {"template", protocol.promptTemplate.name()},
        {"shots", evaluation.shots},
        {"n", score.n},
        {"correct", score.correct},
        {"not_scored", score.notScored},
        {"score", numberOrNull(score.score)},
        {"interval95", {numberOrNull(score.interval.low), numberOrNull(score.interval.high)}}};
    if (protocol.task == EvaluationTask::Gsm8k) {
        const Gsm8kScores both = gsm8kScores(protocol, evaluation.items);
        json["score_oi"] = numberOrNull(both.oi);
        json["score_corrected"] = numberOrNull(both.corrected);
    }
    if (!protocol.isChoice()) {
        json["decoding"] = {{"max_new_tokens", protocol.maxNewTokens},
                            {"temperature", protocol.temperature},
                            {"top_p", protocol.topP},
                            {"samples", protocol.samples},
                            {"stops", protocol.stops}};
    }
    json.update({{"model", manifest.student},
                 {"model_sha256", manifest.studentSha256},
                 {"data_sha256", manifest.dataSha256},
                 {"items_sha256", evaluation.itemsSha256},
                 {"seed", manifest.seed},
                 {"wall_seconds", manifest.wallSeconds}});
    return json;
}

} // namespace

std::vector<fs::path> writeEvaluationFiles(const ResultFile& result, const std::string& where,
                                           const fs::path& folder, bool overwrite)
{
    const std::vector<EvaluationTask> tasks = evaluatedTasks(result);
    if (tasks.empty()) {
        throw StudyError(where, "a result of evaluate", "one without an evaluation");
    }
    std::error_code error;
    fs::create_directories(folder, error);
    std::vector<fs::path> written;
    OrderedJson metrics = OrderedJson::array();
    for (const EvaluationTask task : tasks) {
        const Evaluation evaluation = readEvaluation(result, task, where);
        std::string lines;
        for (const EvaluationItem& item : evaluation.items) {
            if (item.isAnswered) {
                lines += lineOf(itemJson(item));
            }
        }
        const std::string prefix = tasks.size() > 1 ? std::string(taskWord(task)) + '-' : "";
        written.push_back(folder / (prefix + "predictions.jsonl"));
        writeFileAtomically(written.back(), lines, overwrite);
        metrics.push_back(metricsJson(evaluation, result.manifest));
    }
    written.push_back(folder / "metrics.json");
    writeFileAtomically(written.back(),
                        metrics.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n",
                        overwrite);
    return written;
}

} // namespace neurograft
