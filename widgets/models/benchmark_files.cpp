// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/benchmark_files.h"

#include "core/data/row_rendering.h"
#include "core/evaluate/choice_answers.h"
#include "core/evaluate/json_rows.h"
#include "core/evaluate/task_questions.h"
#include "core/run/error.h"
#include "core/support/text_utf8.h"
#include "widgets/jobs/job_outcome.h"
#include "widgets/models/evaluate_task.h"

#include <algorithm>

namespace neurograft {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 64; ///< of a folder that is looked through

/// Whether a response is nothing but a letter, after words that lead to it or not.
bool isLetterAnswer(const std::string& response)
{
    const std::string_view text = stripPython(response);
    const bool endsInLetter = !text.empty()
        && std::find(kChoiceLetters.begin(), kChoiceLetters.end(), text.back())
            != kChoiceLetters.end();
    return endsInLetter && (text.size() == 1 || text[text.size() - 2] == ' ');
}

std::string taskOfRow(const JsonRow& row)
{
    const auto has = [&row](const char* key) { return row.value.contains(key); };
    if (has("test_list")) {
        return "mbpp";
    }
    if (has("entry_point")) {
        return "humaneval";
    }
    if (has("question") && has("answer")) {
        return "gsm8k";
    }
    if (has("messages") || (has("prompt") && has("response"))) {
        const ExampleRow rendered = renderRow(row.value.dump(), row.where, row.row);
        return isLetterAnswer(rendered.response) ? "choice" : "exact";
    }
    throw FormatError(row.where, "a row of GSM8K, HumanEval, MBPP, or a question with its answer",
                      "other keys", "docs/evaluate.md shows the layouts.");
}

} // namespace

std::string taskOfData(const fs::path& path)
{
    if (fs::is_directory(path)) {
        if (fs::is_directory(path / "test")) {
            return "mmlu";
        }
        throw FormatError(path.string(), "a folder with test/<subject>_test.csv",
                          "a folder without test");
    }
    const JsonRows rows = readJsonRows(path);
    if (rows.rows.empty()) {
        throw FormatError(path.string(), "at least one row", "none");
    }
    return taskOfRow(rows.rows.front());
}

std::int64_t questionCount(const std::string& task, const fs::path& path)
{
    if (task == kPerplexityTask) {
        return static_cast<std::int64_t>(readJsonRows(path).rows.size());
    }
    EvaluateStudy study;
    study.task = task;
    study.data = path;
    const EvaluationProtocol protocol =
        evaluationProtocol(taskFromWord(task), std::string(), std::string(), std::string());
    return static_cast<std::int64_t>(loadQuestions(study, protocol).questions.size());
}

std::optional<fs::path> heldOutBeside(const fs::path& data)
{
    const fs::path rows = data.parent_path() / "test.jsonl";
    std::error_code problem;
    return data.filename() != rows.filename() && fs::is_regular_file(rows, problem)
        ? std::optional(rows)
        : std::nullopt;
}

std::vector<BenchmarkFile> benchmarksBeside(const fs::path& data)
{
    std::vector<BenchmarkFile> found;
    for (const fs::path& place : {data.parent_path(), data.parent_path().parent_path()}) {
        std::error_code problem;
        std::vector<fs::path> entries;
        for (const auto& entry : fs::directory_iterator(place / "eval", problem)) {
            entries.push_back(entry.path());
            if (entries.size() == kMostEntries) {
                break;
            }
        }
        for (const fs::path& entry : entries) {
            outcomeOf([&] { found.push_back({taskOfData(entry), entry}); }); // or another kind
        }
        if (!found.empty()) {
            break;
        }
    }
    const auto placeOf = [](const BenchmarkFile& file) {
        return std::pair(taskFromWord(file.task), file.path);
    };
    std::sort(found.begin(), found.end(),
              [&placeOf](const auto& a, const auto& b) { return placeOf(a) < placeOf(b); });
    return found;
}

} // namespace neurograft
