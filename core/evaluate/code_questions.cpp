// SPDX-License-Identifier: GPL-3.0-or-later
// HumanEval and MBPP in JSON Lines (evaluation.md 4, decisions.md D66).
#include "core/data/row_selection.h"
#include "core/evaluate/code_scoring.h"
#include "core/evaluate/json_rows.h"
#include "core/evaluate/question_sources.h"
#include "core/run/error.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr const char* kTask = "Complete the following python function.\n\n\n";
constexpr const char* kCompleted = "Here is the completed function:\n\n\n```python\n";
constexpr std::int64_t kFirstMbppTest = 11; ///< task ids of the test split
constexpr std::int64_t kLastMbppTest = 510;
constexpr std::size_t kSkippedByOi = 100;

void wordHumanEval(const JsonRow& row, const EvaluationProtocol& protocol, TaskQuestion& question)
{
    const std::string prompt = row.text("prompt");
    const std::string instruction = row.textOr("instruction");
    if (protocol.isPlain()) {
        question.body = prompt;
    } else if (!instruction.empty()) { // HumanEvalPack
        question.body = instruction;
        question.answerPrefix = "Here is the function:\n\n```python\n" + prompt;
    } else {
        question.body = kTask + prompt;
        question.answerPrefix = kCompleted;
    }
}

/// Code up to its first colon (D66).
std::string signatureOf(const JsonRow& row)
{
    const std::string code = row.text("code");
    const std::size_t colon = code.find(':');
    if (colon == std::string::npos) {
        throw FormatError(row.where + ", \"code\"", "a function with a colon", "none");
    }
    return code.substr(0, colon);
}

std::string mbppText(const JsonRow& row)
{
    return row.value.contains("text") ? row.text("text") : row.text("prompt");
}

/// `oi` reads the tests of EvalPlus' MBPP+, one text; the others MBPP's own list.
std::string mbppGold(const JsonRow& row, const EvaluationProtocol& protocol)
{
    if (protocol.name == "oi" && row.value.contains("test")) {
        return row.text("test");
    }
    return mbppTests(row.textOr("test_setup_code"), row.texts("test_list"));
}

void wordMbpp(const JsonRow& row, const EvaluationProtocol& protocol, TaskQuestion& question)
{
    const std::string text = mbppText(row);
    if (protocol.name == "ml") {
        question.body = "Create a Python script for this problem:\n" + text + "\nTest examples:";
        for (const std::string& test : row.texts("test_list")) {
            question.body += '\n' + test;
        }
        return;
    }
    question.body = kTask + text + (protocol.name == "oi" ? "" : "\n") + signatureOf(row)
        + (protocol.isPlain() ? "\n" : "");
    question.answerPrefix = kCompleted;
}

/// The rows of a protocol: of `oi` those behind the first 100, of the others the test split.
std::vector<const JsonRow*> mbppRows(const JsonRows& file, const EvaluationProtocol& protocol)
{
    std::vector<const JsonRow*> rows;
    for (const JsonRow& row : file.rows) {
        if (protocol.name == "oi") {
            rows.push_back(&row);
            continue;
        }
        const std::int64_t number = row.number("task_id");
        if (number >= kFirstMbppTest && number <= kLastMbppTest) {
            rows.push_back(&row);
        }
    }
    if (protocol.name == "oi") {
        rows.erase(rows.begin(),
                   rows.begin() + static_cast<std::ptrdiff_t>(std::min(kSkippedByOi, rows.size())));
    }
    if (rows.empty()) {
        throw FormatError(file.name,
                          protocol.name == "oi" ? "more than 100 rows, of which oi skips 100"
                                                : "rows with a task_id from 11 to 510",
                          "none among " + std::to_string(file.rows.size()) + " rows");
    }
    return rows;
}

} // namespace

TaskData humanEvalQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    const JsonRows file = readJsonRows(study.data);
    TaskData data;
    data.sha256 = file.sha256;
    const auto count = static_cast<std::int64_t>(file.rows.size());
    for (const std::int64_t number : selectRows(study.rows, count, file.name)) {
        const JsonRow& row = file.rows[static_cast<std::size_t>(number)];
        TaskQuestion question;
        question.row = number;
        question.id = row.name("task_id");
        question.question = row.text("prompt");
        question.codeBefore = question.question;
        question.gold = humanEvalTests(row.text("test"), row.text("entry_point"));
        wordHumanEval(row, protocol, question);
        data.questions.push_back(std::move(question));
    }
    return data;
}

TaskData mbppQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    const JsonRows file = readJsonRows(study.data);
    const std::vector<const JsonRow*> rows = mbppRows(file, protocol);
    TaskData data;
    data.sha256 = file.sha256;
    const auto count = static_cast<std::int64_t>(rows.size());
    for (const std::int64_t number : selectRows(study.rows, count, file.name)) {
        const JsonRow& row = *rows[static_cast<std::size_t>(number)];
        TaskQuestion question;
        question.row = number;
        question.id = row.name("task_id");
        question.question = mbppText(row) + '\n' + row.text("code");
        question.gold = mbppGold(row, protocol);
        wordMbpp(row, protocol, question);
        data.questions.push_back(std::move(question));
    }
    return data;
}

} // namespace neurograft
