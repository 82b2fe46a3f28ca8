// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/published_scores.h"

#include "core/studies/chain_place.h"
#include "core/studies/gathered_sweep.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>

namespace neurograft {

namespace {

/// Letters and digits, small: "Llama-2-7B-Chat" and "llama 2 7b chat" are one name.
std::string plainName(const std::string& text)
{
    std::string plain;
    for (const unsigned char c : text) {
        if (std::isalnum(c) != 0) {
            plain += static_cast<char>(std::tolower(c));
        }
    }
    return plain;
}

/// The folder of a model as people call it: Hugging Face's ending left out.
std::string plainModel(const std::string& folder)
{
    const std::string plain = plainName(folder);
    const bool hasEnding = plain.size() > 2 && plain.compare(plain.size() - 2, 2, "hf") == 0;
    return hasEnding ? plain.substr(0, plain.size() - 2) : plain;
}

/// "LaTen" of "LaTen run 5".
std::string methodIn(const std::string& overlay)
{
    return plainName(overlay.substr(0, overlay.find(" run ")));
}

bool speaksOf(const std::string& row, const std::string& label)
{
    const std::string plain = plainName(row);
    const std::size_t plus = label.find(" + ");
    if (plus == std::string::npos) {
        return plain == plainModel(label) || plain == plainName(label);
    }
    const std::string model = label.substr(0, plus);
    const std::string method = methodIn(label.substr(plus + 3));
    return !method.empty()
        && (plain == method || plain == plainModel(model) + method
            || plain == plainName(model) + method);
}

/// k of "GSM8K 5-shot".
std::optional<std::int64_t> shotsIn(const std::string& heading)
{
    std::istringstream words(heading);
    for (std::string word; words >> word;) {
        const std::size_t end = word.find("-shot");
        const bool isNumber = end != std::string::npos && end > 0 && end < 4
            && std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(end),
                           [](unsigned char c) { return std::isdigit(c) != 0; });
        if (isNumber) {
            return std::stoi(word.substr(0, end));
        }
    }
    return std::nullopt;
}

bool isOfColumn(const PublishedNumber& number, const ScoreColumn& column)
{
    const auto task = number.where.find("task");
    const std::string word = task != number.where.end()
        ? task->second
        : plainName(number.column.substr(0, number.column.find(' ')));
    const std::optional<std::int64_t> shots = shotsIn(number.column);
    return word == taskWord(column.task) && (!shots || *shots == column.shots);
}

/// Rows with a score in a column that are meant.
template <class IsMeant>
std::vector<std::size_t> rowsOf(const ScoreTable& table, std::size_t column, const IsMeant& isMeant)
{
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (table.rows[row].cells[column] && isMeant(table.rows[row])) {
            rows.push_back(row);
        }
    }
    return rows;
}

void addOnce(std::vector<std::string>& list, const std::string& text)
{
    if (std::find(list.begin(), list.end(), text) == list.end()) {
        list.push_back(text);
    }
}

} // namespace

std::vector<PublishedScore> publishedScores(const ScoreTable& table, const ChainStudy& study)
{
    std::vector<PublishedScore> found;
    for (const PublishedNumber& number : study.published) {
        for (std::size_t column = 0; column < table.columns.size(); ++column) {
            // Differences of points are no scores.
            if (number.unit != "%" || !isOfColumn(number, table.columns[column])) {
                continue;
            }
            PublishedScore score{number, publishedShare(number), column, {}};
            score.rows = rowsOf(table, column, [&](const ScoreRow& row) {
                return std::any_of(row.files.begin(), row.files.end(), [&](const auto& file) {
                    return isMeasuredBy(study, number, file);
                });
            });
            if (score.rows.empty()) {
                score.rows = rowsOf(table, column, [&](const ScoreRow& row) {
                    return speaksOf(number.row, row.label);
                });
            }
            found.push_back(std::move(score));
        }
    }
    return found;
}

std::vector<StatedScore> statedScores(const std::vector<PublishedScore>& published)
{
    std::vector<StatedScore> stated;
    for (const PublishedScore& one : published) {
        stated.push_back(
            {one.number.row, one.column, one.score, one.number.source, one.number.note});
    }
    return stated;
}

std::vector<std::string> publishedRows(const std::vector<PublishedScore>& scores)
{
    std::vector<std::string> rows;
    for (const PublishedScore& score : scores) {
        addOnce(rows, score.number.row);
    }
    return rows;
}

std::vector<std::string> publishedSources(const std::vector<PublishedScore>& scores)
{
    std::vector<std::string> sources;
    for (const PublishedScore& score : scores) {
        addOnce(sources, score.number.source);
    }
    return sources;
}

} // namespace neurograft
