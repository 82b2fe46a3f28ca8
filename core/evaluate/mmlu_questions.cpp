// SPDX-License-Identifier: GPL-3.0-or-later
// MMLU in Hendrycks' CSV folders (evaluation.md 2, decisions.md D60, D65).
#include "core/data/row_selection.h"
#include "core/data/separated_records.h"
#include "core/evaluate/choice_answers.h"
#include "core/evaluate/question_sources.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/sha256.h"
#include "core/support/text_utf8.h"

#include <algorithm>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kTestEnd = "_test.csv";
constexpr std::size_t kColumns = 6; ///< question, A, B, C, D, answer

struct Subject {
    std::string name; ///< with underscores
    fs::path test;
    fs::path dev;
};

struct SubjectRow {
    std::string text; ///< question and options, ending in "Answer:"
    std::string answer; ///< a letter
};

bool isTestFile(const fs::path& path)
{
    const std::string name = path.filename().string();
    const std::string end = kTestEnd;
    return name.size() > end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

Subject subjectOf(const fs::path& test)
{
    const std::string file = test.filename().string();
    Subject subject;
    subject.name = file.substr(0, file.size() - std::string(kTestEnd).size());
    subject.test = test;
    subject.dev = test.parent_path().parent_path() / "dev" / (subject.name + "_dev.csv");
    return subject;
}

/// The subjects of a folder with test/ (or of such a test folder, or of one file), by name.
std::vector<Subject> subjectsOf(const fs::path& data)
{
    std::error_code error;
    const fs::path whole = fs::absolute(data, error);
    if (fs::is_regular_file(whole, error) && isTestFile(whole)) {
        return {subjectOf(whole)};
    }
    const fs::path folder = fs::is_directory(whole / "test", error) ? whole / "test" : whole;
    std::vector<Subject> subjects;
    if (fs::is_directory(folder, error)) {
        for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
            if (isTestFile(entry.path())) {
                subjects.push_back(subjectOf(entry.path()));
            }
        }
    }
    if (subjects.empty()) {
        throw FormatError(data.string(), "a folder with test/<subject>_test.csv",
                          fs::exists(whole, error) ? "none of these files" : "no such folder",
                          "Rows in JSON Lines are scored by --task choice.");
    }
    std::sort(subjects.begin(), subjects.end(),
              [](const Subject& a, const Subject& b) { return a.name < b.name; });
    return subjects;
}

std::vector<SubjectRow> readRows(const fs::path& path, Sha256& hash)
{
    const std::string bytes = readFile(path);
    if (firstInvalidUtf8(bytes) >= 0) {
        throw FormatError(path.string(), "UTF-8",
                          "a byte that is none at offset "
                              + std::to_string(firstInvalidUtf8(bytes)));
    }
    hash.update(path.filename().string() + ' ' + sha256Hex(bytes) + '\n');
    std::vector<SubjectRow> rows;
    SeparatedRecords records(bytes, ',', path.string());
    while (!records.isAtEnd()) {
        const std::vector<std::string> fields = records.next();
        if (fields.size() == 1 && fields.front().empty()) {
            continue; // a blank line
        }
        if (fields.size() != kColumns) {
            throw FormatError(records.where(), "question, A, B, C, D and answer",
                              std::to_string(fields.size()) + " values");
        }
        SubjectRow row;
        row.text = fields[0];
        for (std::size_t i = 0; i < kChoiceLetters.size(); ++i) {
            row.text += std::string("\n") + kChoiceLetters[i] + ". " + fields[i + 1];
        }
        row.text += "\nAnswer:";
        row.answer = std::string(stripPython(fields.back()));
        if (row.answer.size() != 1
            || std::find(kChoiceLetters.begin(), kChoiceLetters.end(), row.answer.front())
                == kChoiceLetters.end()) {
            throw FormatError(records.where(), "an answer A, B, C or D", "'" + row.answer + "'");
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::shared_ptr<const std::vector<std::string>> shotsOf(const Subject& subject, std::int64_t count,
                                                        Sha256& hash)
{
    if (count == 0) {
        return nullptr;
    }
    const std::vector<SubjectRow> rows = readRows(subject.dev, hash);
    if (static_cast<std::int64_t>(rows.size()) < count) {
        throw StudyError("--shots",
                         "at most " + std::to_string(rows.size()) + ", the rows of "
                             + subject.dev.string(),
                         std::to_string(count));
    }
    std::vector<std::string> shots;
    for (std::int64_t i = 0; i < count; ++i) {
        const SubjectRow& row = rows[static_cast<std::size_t>(i)];
        shots.push_back(row.text + ' ' + row.answer + "\n\n");
    }
    return std::make_shared<const std::vector<std::string>>(std::move(shots));
}

/// `oi` has two spaces before the subject, everybody else one (D60).
std::string headerOf(const std::string& subject, bool isOi)
{
    std::string words = subject;
    std::replace(words.begin(), words.end(), '_', ' ');
    return std::string("The following are multiple choice questions (with answers) about ")
        + (isOi ? " " : "") + words + ".\n\n";
}

} // namespace

TaskData mmluQuestions(const EvaluateStudy& study, const EvaluationProtocol& protocol)
{
    TaskData data;
    Sha256 hash;
    std::vector<TaskQuestion> all;
    for (const Subject& subject : subjectsOf(study.data)) {
        TaskQuestion question;
        question.group = subject.name;
        question.header = headerOf(subject.name, protocol.name == "oi");
        // Ends in "Answer:" without a template; a chat's answer begins with its own words.
        question.answerPrefix = protocol.isPlain() ? "" : "The answer is:";
        question.shots = shotsOf(subject, study.shots, hash);
        std::int64_t number = 0;
        for (SubjectRow& row : readRows(subject.test, hash)) {
            question.id = subject.name + '_' + std::to_string(number++);
            question.row = static_cast<std::int64_t>(all.size());
            question.body = std::move(row.text);
            question.question = question.body;
            question.gold = std::move(row.answer);
            all.push_back(question);
        }
    }
    data.sha256 = hash.hexDigest();
    for (const std::int64_t row :
         selectRows(study.rows, static_cast<std::int64_t>(all.size()), study.data.string())) {
        data.questions.push_back(std::move(all[static_cast<std::size_t>(row)]));
    }
    return data;
}

} // namespace neurograft
