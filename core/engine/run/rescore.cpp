// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/rescore.h"

#include "core/engine/run/job_support.h"
#include "core/evaluate/answer_scoring.h"
#include "core/evaluate/code_scoring.h"
#include "core/evaluate/evaluation_result.h"
#include "core/run/error.h"
#include "core/store/result_file.h"
#include "core/study/command_line_text.h"
#include "core/support/version.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr const char* kNotAsked = "not run: --execute-code was not given";

/// Scores the items anew; why some are not scored, empty when all are.
std::string scoreAgain(const EvaluationProtocol& protocol, std::vector<EvaluationItem>& items,
                       bool executesCode, const RunContext& context)
{
    for (EvaluationItem& item : items) {
        item.verdict = Verdict::NotScored;
        item.detail.clear();
        scoreAnswer(protocol, item);
        if (protocol.isCode() && item.isAnswered && !executesCode) {
            item.detail = kNotAsked;
        }
    }
    if (protocol.isCode() && executesCode) {
        scoreCode(findSandbox(), protocol.timeoutSeconds, items, context,
                  {"running generated code", 1, 1, 0, 0, "programs"});
    }
    const auto open = std::find_if(items.begin(), items.end(), [](const EvaluationItem& item) {
        return item.verdict == Verdict::NotScored;
    });
    if (open == items.end()) {
        return {};
    }
    return open->isAnswered ? open->detail : "not answered: the result is partial";
}

RescoredTask rescoreTask(Evaluation& evaluation, bool executesCode, const RunContext& context)
{
    RescoredTask task;
    task.task = taskWord(evaluation.protocol.task);
    task.protocol = evaluation.protocol.name;
    task.promptTemplate = evaluation.protocol.promptTemplate.name();
    task.shots = evaluation.shots;
    task.before = scoreOf(evaluation.items);
    std::vector<Verdict> verdicts;
    for (const EvaluationItem& item : evaluation.items) {
        verdicts.push_back(item.verdict);
    }
    task.notice = scoreAgain(evaluation.protocol, evaluation.items, executesCode, context);
    task.after = scoreOf(evaluation.items);
    for (std::size_t at = 0; at < verdicts.size(); ++at) {
        task.changed += verdicts[at] != evaluation.items[at].verdict ? 1 : 0;
    }
    return task;
}

std::string commandLine(const RescoreOptions& options)
{
    CommandLineText line("neurograft rescore " + shellWord(options.result.string()));
    if (options.executesCode) {
        line.add("--execute-code");
    }
    line.add("--out", options.out.string());
    return line.text();
}

} // namespace

std::vector<RescoredTask> rescoreResult(const RescoreOptions& options, const RunContext& context)
{
    if (!options.out.empty()) {
        requireFreeName(options.out, options.overwrite);
    }
    ResultFile result = readResult(options.result);
    const std::string where = options.result.string();
    std::vector<RescoredTask> tasks;
    for (const EvaluationTask task : evaluatedTasks(result)) {
        Evaluation evaluation = readEvaluation(result, task, where);
        tasks.push_back(rescoreTask(evaluation, options.executesCode, context));
        putEvaluation(evaluation, result);
    }
    if (tasks.empty()) {
        throw StudyError(where, "a result with saved answers, evaluation/<task>/items", "none");
    }
    if (!options.out.empty()) {
        result.extra.emplace("generated_by", result.manifest.command);
        result.manifest.command = commandLine(options);
        result.manifest.programVersion = kProgramVersion;
        result.manifest.createdUtc = utcNow();
        writeResult(options.out, result, options.overwrite);
        context.stored(options.out.string());
    }
    return tasks;
}

} // namespace neurograft
