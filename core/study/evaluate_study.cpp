// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/evaluate_study.h"

#include "core/run/error.h"
#include "core/study/command_line_text.h"
#include "core/study/option_checks.h"
#include "core/study/study_io.h"
#include "core/study/study_parts.h"
#include "core/study/study_reader.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kMostSamples = 100'000;
constexpr double kHottest = 1e6;

void checkShots(const EvaluateStudy& study)
{
    requireFrom("--shots", study.shots, 0);
    const bool isGsm8k = study.task == "gsm8k";
    if (study.shots > 0 && study.task != "mmlu" && !isGsm8k) {
        throw UsageError("--shots", "--task mmlu or gsm8k", "--task " + study.task);
    }
    if (study.shots > 0 && study.protocol == "ml") {
        throw UsageError("--shots", "a protocol other than ml, which has none", "--protocol ml");
    }
    if (isGsm8k && study.shots > 0 && study.shotsFile.empty()) {
        throw UsageError("--shots on gsm8k", "--shots-file with rows {\"question\",\"answer\"}",
                         "none",
                         "The eight usual ones are table 20 of arXiv:2201.11903; they are not "
                         "shipped.");
    }
    if (!study.shotsFile.empty() && (!isGsm8k || study.shots == 0)) {
        throw UsageError("--shots-file", "--task gsm8k and --shots above 0",
                         isGsm8k ? "--shots 0" : "--task " + study.task);
    }
}

void checkSource(const EvaluateStudy& study)
{
    if (study.data.empty() || study.model.empty() == study.predictions.empty()) {
        throw UsageError("evaluate", "--data, and one of --model and --predictions",
                         study.data.empty()        ? "no --data"
                             : study.model.empty() ? "neither"
                                                   : "both");
    }
    if (study.predictions.empty()) {
        return;
    }
    if (!study.overlay.isEmpty()) {
        throw UsageError("--predictions", "no adapter or delta: no model computes", "some");
    }
    if (study.samples != 0) {
        throw UsageError("--predictions", "no --samples: the file's rows are counted",
                         std::to_string(study.samples));
    }
}

void checkDecoding(const EvaluateStudy& study)
{
    requireFrom("--max-new-tokens", study.maxNewTokens, 0);
    requireFrom("--samples", study.samples, 0, kMostSamples);
    requireFrom("--batch", study.batch, 1);
    if (!(study.temperature <= kHottest)) {
        throw UsageError("--temperature", "a number from 0", std::to_string(study.temperature));
    }
    if (!(study.topP >= 0.0 && study.topP <= 1.0)) {
        throw UsageError("--top-p", "a number above 0, at most 1", std::to_string(study.topP));
    }
    if (study.plainStop != "newline" && study.plainStop != "blank-line") {
        throw UsageError("--plain-stop", "newline or blank-line", "'" + study.plainStop + "'");
    }
    const bool isChoice = study.task == "mmlu" || study.task == "choice";
    if (isChoice && (study.samples > 1 || study.maxNewTokens > 0 || study.temperature > 0.0)) {
        throw UsageError("--task " + study.task,
                         "no --samples, --max-new-tokens or --temperature: nothing is generated",
                         "some");
    }
    const bool isCode = study.task == "humaneval" || study.task == "mbpp";
    if (study.executesCode && !isCode) {
        throw UsageError("--execute-code", "--task humaneval or mbpp", "--task " + study.task);
    }
}

} // namespace

void checkEvaluateStudy(const EvaluateStudy& study)
{
    checkSource(study);
    checkShots(study);
    checkDecoding(study);
    requireFrom("--limit", study.rows.limit, 0);
    requireFrom("--sample", study.rows.sample, 0);
}

std::string studyText(const EvaluateStudy& study)
{
    nlohmann::ordered_json text;
    text["schema"] = kStudySchema;
    text["command"] = "evaluate";
    text["model"] = study.model.string();
    text["overlay"] = overlayJson(study.overlay);
    text["predictions"] = study.predictions.string();
    text["task"] = study.task;
    text["data"] = study.data.string();
    text["rows"] = {
        {"limit", study.rows.limit}, {"rows", study.rows.rows}, {"sample", study.rows.sample}};
    text["protocol"] = study.protocol;
    text["template"] = study.promptTemplate;
    text["shots"] = study.shots;
    text["shots_file"] = study.shotsFile.string();
    text["max_new_tokens"] = study.maxNewTokens;
    text["temperature"] = study.temperature;
    text["top_p"] = study.topP;
    text["samples"] = study.samples;
    text["plain_stop"] = study.plainStop;
    text["execute_code"] = study.executesCode;
    text["batch"] = study.batch;
    text["seed"] = study.seed;
    text["device"] = study.device;
    text["dtype"] = study.dtype;
    text["threads"] = study.threads;
    text["deterministic"] = study.isDeterministic;
    return text.dump(1);
}

EvaluateStudy parseEvaluateStudy(std::string_view text, const std::string& name)
{
    const nlohmann::json document = parseStudyText(text, name);
    StudyReader reader(document, name + ": ");
    takeCommand(reader, "evaluate");
    EvaluateStudy study;
    takePath(reader, "model", study.model);
    takeModelOverlay(reader, "overlay", study.overlay);
    takePath(reader, "predictions", study.predictions);
    reader.take("task", study.task);
    takePath(reader, "data", study.data);
    takeRows(reader, study.rows);
    reader.take("protocol", study.protocol);
    reader.take("template", study.promptTemplate);
    reader.take("shots", study.shots, 0);
    takePath(reader, "shots_file", study.shotsFile);
    reader.take("max_new_tokens", study.maxNewTokens, 0);
    takeNumber(reader, "temperature", study.temperature);
    takeNumber(reader, "top_p", study.topP);
    reader.take("samples", study.samples, 0, kMostSamples);
    reader.take("plain_stop", study.plainStop);
    reader.take("execute_code", study.executesCode);
    reader.take("batch", study.batch, 1);
    takeSeed(reader, study.seed);
    study.rows.seed = study.seed;
    reader.take("device", study.device);
    reader.take("dtype", study.dtype);
    takeThreads(reader, study.threads);
    reader.take("deterministic", study.isDeterministic);
    reader.requireAllTaken();
    return study;
}

std::string evaluateCommandLine(const EvaluateStudy& study, const std::filesystem::path& out)
{
    const EvaluateStudy standard;
    CommandLineText line("neurograft evaluate");
    line.addUnless("", "--model", study.model.string());
    line.addOverlay("-", study.overlay);
    line.addUnless("", "--predictions", study.predictions.string());
    line.add("--task", study.task);
    line.add("--data", study.data.string());
    line.addUnless("0", "--limit", std::to_string(study.rows.limit));
    line.addUnless("", "--rows", rowListText(study.rows.rows));
    line.addUnless("0", "--sample", std::to_string(study.rows.sample));
    line.addUnless("", "--protocol", study.protocol);
    line.addUnless("", "--template", study.promptTemplate);
    line.addUnless("0", "--shots", std::to_string(study.shots));
    line.addUnless("", "--shots-file", study.shotsFile.string());
    line.addUnless("0", "--max-new-tokens", std::to_string(study.maxNewTokens));
    line.addUnless(shortNumber(standard.temperature), "--temperature",
                   shortNumber(study.temperature));
    line.addUnless(shortNumber(standard.topP), "--top-p", shortNumber(study.topP));
    line.addUnless("0", "--samples", std::to_string(study.samples));
    line.addUnless(standard.plainStop, "--plain-stop", study.plainStop);
    if (study.executesCode) {
        line.add("--execute-code");
    }
    line.addUnless(std::to_string(standard.batch), "--batch", std::to_string(study.batch));
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(study.seed));
    line.addUnless(standard.device, "--device", study.device);
    line.addUnless(standard.dtype, "--dtype", study.dtype);
    line.addUnless("0", "--threads", std::to_string(study.threads));
    if (study.isDeterministic) {
        line.add("--deterministic");
    }
    line.add("--out", out.string());
    return line.text();
}

} // namespace neurograft
