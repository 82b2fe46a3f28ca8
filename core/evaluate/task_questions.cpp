// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/task_questions.h"

#include "core/evaluate/question_sources.h"
#include "core/run/error.h"
#include "core/support/sha256.h"

#include <set>

namespace neurograft {

namespace {

TaskData questionsOf(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    switch (protocol.task) {
    case EvaluationTask::Mmlu:
        return mmluQuestions(study, protocol);
    case EvaluationTask::Gsm8k:
        return gsm8kQuestions(study, protocol);
    case EvaluationTask::HumanEval:
        return humanEvalQuestions(study, protocol);
    case EvaluationTask::Mbpp:
        return mbppQuestions(study, protocol);
    case EvaluationTask::Choice:
    case EvaluationTask::Exact:
        break;
    }
    return rowQuestions(study, protocol);
}

} // namespace

TaskData loadQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    TaskData data = questionsOf(study, protocol);
    std::set<std::string> ids;
    for (const TaskQuestion& question : data.questions) {
        if (!ids.insert(question.id).second) {
            throw FormatError(study.data.string(), "ids that differ",
                              "\"" + question.id + "\" twice",
                              "Runs are compared item by item: give every row its own id.");
        }
    }
    return data;
}

std::string questionsSha256(const std::vector<TaskQuestion>& questions)
{
    Sha256 hash;
    for (const TaskQuestion& question : questions) {
        for (const std::string* part : {&question.id, &question.question, &question.gold}) {
            hash.update(*part);
            hash.update(std::string_view("\0", 1));
        }
    }
    return hash.hexDigest();
}

} // namespace neurograft
