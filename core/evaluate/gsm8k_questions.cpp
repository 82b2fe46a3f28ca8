// SPDX-License-Identifier: GPL-3.0-or-later
// GSM8K in JSON Lines (evaluation.md 3, decisions.md D65).
#include "core/data/row_selection.h"
#include "core/evaluate/json_rows.h"
#include "core/evaluate/number_answers.h"
#include "core/evaluate/question_sources.h"
#include "core/run/error.h"
#include "core/support/text_utf8.h"

namespace neurograft {

namespace {

/// Text behind "####", stripped, without digit commas.
std::string goldOf(const JsonRow& row)
{
    constexpr std::string_view kMark("####");
    const std::string answer = row.text("answer");
    const std::size_t mark = answer.rfind(kMark);
    if (mark == std::string::npos) {
        throw FormatError(row.where + ", \"answer\"", "a last line \"#### N\"", "none");
    }
    return withoutDigitCommas(stripPython(std::string_view(answer).substr(mark + kMark.size())));
}

std::shared_ptr<const std::vector<std::string>> readShots(const EvaluateStudy& study)
{
    if (study.shots == 0) {
        return nullptr;
    }
    const JsonRows file = readJsonRows(study.shotsFile);
    if (static_cast<std::int64_t>(file.rows.size()) < study.shots) {
        throw StudyError(
            "--shots", "at most " + std::to_string(file.rows.size()) + ", the rows of " + file.name,
            std::to_string(study.shots));
    }
    std::vector<std::string> shots;
    for (std::int64_t i = 0; i < study.shots; ++i) {
        const JsonRow& row = file.rows[static_cast<std::size_t>(i)];
        shots.push_back("Question: " + row.text("question") + "\nAnswer: " + row.text("answer")
                        + "\n\n");
    }
    return std::make_shared<const std::vector<std::string>>(std::move(shots));
}

/// The wording of `ml` or of all the others.
void word(const EvaluateStudy& study, const EvaluationProtocol& protocol, TaskQuestion& question)
{
    if (protocol.name == "ml") {
        question.body = question.question;
        question.answerPrefix = "Let's think step by step.";
        return;
    }
    question.header = study.shots == 0 ? "Answer the following question.\n\n"
                                       : "Answer the following questions.\n\n";
    question.body = "Question: " + question.question;
    if (protocol.isPlain()) {
        question.body += "\nAnswer:";
    } else {
        question.answerPrefix = "Answer:";
    }
}

} // namespace

TaskData gsm8kQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    const JsonRows file = readJsonRows(study.data);
    const auto shots = readShots(study);
    TaskData data;
    data.sha256 = file.sha256;
    const auto count = static_cast<std::int64_t>(file.rows.size());
    for (const std::int64_t number : selectRows(study.rows, count, file.name)) {
        const JsonRow& row = file.rows[static_cast<std::size_t>(number)];
        TaskQuestion question;
        question.row = number;
        question.id = row.value.contains("id") ? row.name("id") : "gsm8k_" + std::to_string(number);
        question.question = std::string(stripPython(row.text("question")));
        question.gold = goldOf(row);
        question.shots = shots;
        word(study, protocol, question);
        data.questions.push_back(std::move(question));
    }
    return data;
}

} // namespace neurograft
