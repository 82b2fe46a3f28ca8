// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/prompt_template.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

enum class EvaluationTask { Mmlu, Gsm8k, HumanEval, Mbpp, Choice, Exact };

/// The word of the command line: mmlu, gsm8k, humaneval, mbpp, choice, exact.
const char* taskWord(EvaluationTask task);
/// @throws UsageError for another word
EvaluationTask taskFromWord(const std::string& word);
const std::vector<std::string>& taskWords();

/// How a task is asked and judged (decisions.md D62): everything that follows from task, protocol
/// and template.
struct EvaluationProtocol {
    EvaluationTask task = EvaluationTask::Mmlu;
    std::string name; ///< oi | train | native | ml | mbpp500
    PromptTemplate promptTemplate;

    bool isChoice() const { return task == EvaluationTask::Mmlu || task == EvaluationTask::Choice; }
    bool isCode() const
    {
        return task == EvaluationTask::HumanEval || task == EvaluationTask::Mbpp;
    }
    bool isPlain() const { return promptTemplate.kind == TemplateKind::None; }

    /// Texts that end an answer, which is cut before the first of them.
    std::vector<std::string> stops;
    std::int64_t maxNewTokens = 512;
    double temperature = 0.0; ///< 0 = greedy
    double topP = 1.0;
    std::int64_t samples = 1; ///< answers to each question
    double timeoutSeconds = 0.0; ///< wall clock of one program under test; 0 when none is run
};

/// Protocols of a task, the default first.
std::vector<std::string> protocolWords(EvaluationTask task);

/// The protocol of that name with its own numbers.
/// @param name empty = the task's default
/// @param templateName empty = the protocol's; else tulu, train, llama2, chatml or none
/// @param modelTemplate text of the model's own chat template, for `native` and `chatml`; empty
/// when the model has none
/// @throws UsageError for a word that is none and combinations that have no meaning; StudyError
/// when the model has no template of its own that is known here
EvaluationProtocol evaluationProtocol(EvaluationTask task, const std::string& name,
                                      const std::string& templateName,
                                      const std::string& modelTemplate);

} // namespace neurograft
