// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_protocol.h"

#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr std::int64_t kLongMl = 1024; ///< new tokens of `ml`
constexpr std::int64_t kOiSamples = 20; ///< evaluation.md 4.1
constexpr double kOiTemperature = 0.1;
constexpr double kOiHumanEvalTopP = 0.95;
constexpr double kHumanEvalTimeout = 3.0;
constexpr double kMbppTimeout = 10.0;

std::string joinedWords(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

/// The task's word for a protocol; `train` of mbpp is mbpp500.
std::string protocolName(EvaluationTask task, const std::string& name)
{
    const std::vector<std::string> words = protocolWords(task);
    if (name.empty() || (task == EvaluationTask::Mbpp && name == "train")) {
        return words.front();
    }
    if (std::find(words.begin(), words.end(), name) == words.end()) {
        throw UsageError("--protocol", "one of " + joinedWords(words) + " for " + taskWord(task),
                         "'" + name + "'");
    }
    return name;
}

PromptTemplate templateOf(const std::string& protocol, const std::string& templateName,
                          const std::string& modelTemplate)
{
    PromptTemplate chosen;
    if (protocol == "ml") {
        if (!templateName.empty() && templateName != "alpaca") {
            throw UsageError("--template", "none beside --protocol ml, which has its own",
                             templateName);
        }
        chosen.kind = TemplateKind::Alpaca;
    } else if (!templateName.empty()) {
        chosen.kind = templateFromWord(templateName);
        if (chosen.kind == TemplateKind::ChatMl
            && modelTemplate.find("<|im_start|>") != std::string::npos) {
            chosen = nativeTemplate(modelTemplate, "--template chatml");
        }
    } else if (protocol == "oi") {
        chosen.kind = TemplateKind::Tulu;
    } else if (protocol == "native") {
        chosen = nativeTemplate(modelTemplate, "--protocol native");
    }
    return chosen;
}

void setNumbers(EvaluationProtocol& protocol)
{
    const bool isOi = protocol.name == "oi";
    const bool isMl = protocol.name == "ml";
    switch (protocol.task) {
    case EvaluationTask::Mmlu:
    case EvaluationTask::Choice:
    case EvaluationTask::Exact:
        return;
    case EvaluationTask::Gsm8k:
        if (isMl) {
            protocol.stops = {"Instruction:", "Instruction", "Response:", "Response"};
            protocol.maxNewTokens = kLongMl;
        } else if (protocol.isPlain()) {
            protocol.stops = {"\n"};
        }
        return;
    case EvaluationTask::HumanEval:
        protocol.stops = {"\nclass", "\ndef", "\n#", "\nif", "\nprint"};
        if (!protocol.isPlain()) {
            protocol.stops.emplace_back("\n```");
        }
        protocol.timeoutSeconds = kHumanEvalTimeout;
        break;
    case EvaluationTask::Mbpp:
        if (isMl) {
            protocol.maxNewTokens = kLongMl; // where it ends is found afterwards
        } else {
            protocol.stops = {"```"};
        }
        protocol.timeoutSeconds = kMbppTimeout;
        break;
    }
    if (isOi) {
        protocol.samples = kOiSamples;
        protocol.temperature = kOiTemperature;
        protocol.topP = protocol.task == EvaluationTask::HumanEval ? kOiHumanEvalTopP : 1.0;
    }
}

} // namespace

const std::vector<std::string>& taskWords()
{
    static const std::vector<std::string> kWords{"mmlu", "gsm8k",  "humaneval",
                                                 "mbpp", "choice", "exact"};
    return kWords;
}

const char* taskWord(EvaluationTask task)
{
    return taskWords()[static_cast<std::size_t>(task)].c_str();
}

EvaluationTask taskFromWord(const std::string& word)
{
    const std::vector<std::string>& words = taskWords();
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
        throw UsageError("--task", "one of " + joinedWords(words),
                         word.empty() ? "none" : "'" + word + "'");
    }
    return static_cast<EvaluationTask>(found - words.begin());
}

std::vector<std::string> protocolWords(EvaluationTask task)
{
    switch (task) {
    case EvaluationTask::Gsm8k:
        return {"train", "oi", "native", "ml"};
    case EvaluationTask::Mbpp:
        return {"mbpp500", "oi", "native", "ml"};
    default:
        return {"train", "oi", "native"};
    }
}

EvaluationProtocol evaluationProtocol(EvaluationTask task, const std::string& name,
                                      const std::string& templateName,
                                      const std::string& modelTemplate)
{
    EvaluationProtocol protocol;
    protocol.task = task;
    protocol.name = protocolName(task, name);
    protocol.promptTemplate = templateOf(protocol.name, templateName, modelTemplate);
    setNumbers(protocol);
    return protocol;
}

} // namespace neurograft
