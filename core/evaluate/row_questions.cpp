// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks `choice` and `exact`: rows in the layouts of the official splits (evaluation.md 6,
// decisions.md D69).
#include "core/data/row_rendering.h"
#include "core/data/row_selection.h"
#include "core/evaluate/choice_answers.h"
#include "core/evaluate/json_rows.h"
#include "core/evaluate/question_sources.h"
#include "core/run/error.h"
#include "core/support/text_utf8.h"

#include <algorithm>

namespace neurograft {

namespace {

/// The user's turn of a row; of rows that are no `messages` the prompt as it is (D2).
void takePrompt(const JsonRow& row, const ExampleRow& rendered, const EvaluationProtocol& protocol,
                TaskQuestion& question)
{
    if (rendered.messages == 0) {
        question.isVerbatim = true;
        question.body = rendered.prompt;
    } else if (rendered.messages == 2) {
        question.body = row.value.at("messages").front().at("content").get<std::string>();
    } else if (protocol.promptTemplate.kind == TemplateKind::Train) {
        question.isVerbatim = true; // as the training data writes several turns (D1)
        question.body = rendered.prompt;
    } else {
        throw FormatError(row.where, "one question and one answer",
                          std::to_string(rendered.messages) + " messages",
                          "Several turns are written by --template train only.");
    }
    question.question = question.body;
    if (question.body.empty()) {
        throw FormatError(row.where, "a prompt and a response", "a row without a prompt");
    }
}

/// Gold is the last letter of the response; rows without a template have their own words before
/// it.
void takeChoice(const JsonRow& row, const std::string& response, const EvaluationProtocol& protocol,
                TaskQuestion& question)
{
    const auto last = std::find_if(response.rbegin(), response.rend(), [](unsigned char letter) {
        return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
    });
    question.gold = last == response.rend() ? std::string() : std::string(1, *last);
    if (question.gold.empty()
        || std::find(kChoiceLetters.begin(), kChoiceLetters.end(), question.gold.front())
            == kChoiceLetters.end()) {
        throw FormatError(row.where, "a response that ends in A, B, C or D",
                          "\"" + response.substr(0, 40) + "\"",
                          "Other answers are scored by --task exact.");
    }
    if (!question.isVerbatim) {
        question.answerPrefix = protocol.isPlain() ? "" : "The answer is:";
    } else if (row.value.contains("messages")) {
        question.body += "The answer is:";
    } else {
        const auto before = static_cast<std::size_t>(response.rend() - last) - 1;
        std::string words = response.substr(0, before);
        words.erase(words.find_last_not_of(' ') + 1); // the token of a letter has its own space
        question.body += words;
    }
}

} // namespace

TaskData rowQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    const JsonRows file = readJsonRows(study.data);
    TaskData data;
    data.sha256 = file.sha256;
    const auto count = static_cast<std::int64_t>(file.rows.size());
    for (const std::int64_t number : selectRows(study.rows, count, file.name)) {
        const JsonRow& row = file.rows[static_cast<std::size_t>(number)];
        const ExampleRow rendered = renderRow(row.value.dump(), row.where, number);
        const std::string response(stripPython(rendered.response));
        TaskQuestion question;
        question.row = number;
        question.id = rendered.id.empty() ? "row_" + std::to_string(number) : rendered.id;
        question.group = rendered.category;
        takePrompt(row, rendered, protocol, question);
        if (protocol.task == EvaluationTask::Choice) {
            takeChoice(row, response, protocol, question);
        } else {
            question.gold = response;
        }
        data.questions.push_back(std::move(question));
    }
    return data;
}

} // namespace neurograft
