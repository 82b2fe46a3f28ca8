// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/ablation_tables.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace neurograft {

namespace {

std::string pathOf(const std::string& role)
{
    return "attribution/" + role + "/ablation";
}

/// One row of a table of draws; empty without one, as in earlier results.
std::vector<double> drawsOf(const Table* table, std::size_t row)
{
    if (table == nullptr) {
        return {};
    }
    const std::vector<double>& values = table->as<double>();
    const auto count = static_cast<std::ptrdiff_t>(table->shape.at(1));
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(row) * count;
    return {first, first + count};
}

} // namespace

std::vector<Table> ablationTables(const std::vector<AblatedRow>& rows, const LocateStudy& study,
                                  const std::string& role)
{
    const auto count = static_cast<std::int64_t>(rows.size());
    std::vector<double> probabilities;
    std::vector<double> drawn;
    std::vector<std::int32_t> lines;
    std::vector<std::string> texts;
    for (const AblatedRow& row : rows) {
        probabilities.insert(probabilities.end(), {row.before, row.after, row.random});
        drawn.insert(drawn.end(), row.randomDraws.begin(), row.randomDraws.end());
        lines.push_back(static_cast<std::int32_t>(row.line));
        texts.insert(texts.end(), {row.target, row.textBefore, row.textAfter});
    }
    const std::string path = pathOf(role);
    Table numbers;
    numbers.path = path;
    numbers.shape = {count, 3};
    numbers.axes = {"row", "before then after then random"};
    numbers.unit = "probability of the target";
    numbers.attributes = {{"factor", study.ablateFactor}};
    numbers.values = std::move(probabilities);
    Table draws;
    draws.path = path + "_draws";
    draws.shape = {count, count == 0 ? 0 : static_cast<std::int64_t>(rows[0].randomDraws.size())};
    draws.axes = {"row", "draw"};
    draws.unit = numbers.unit;
    draws.attributes = {{"factor", study.ablateFactor}};
    draws.values = std::move(drawn);
    Table places;
    places.path = path + "_rows";
    places.shape = {count};
    places.axes = {"row"};
    places.values = std::move(lines);
    Table words;
    words.path = path + "_text";
    words.shape = {count, 3};
    words.axes = {"row", "target then before then after"};
    words.values = std::move(texts);
    return {std::move(numbers), std::move(draws), std::move(places), std::move(words)};
}

std::vector<AblatedRow> ablatedRows(const ResultFile& result, const std::string& role)
{
    const std::string path = pathOf(role);
    const Table* numbers = result.find(path);
    const Table* places = result.find(path + "_rows");
    const Table* words = result.find(path + "_text");
    if (numbers == nullptr || places == nullptr || words == nullptr) {
        return {};
    }
    const std::vector<double>& values = numbers->as<double>();
    const std::vector<std::string>& texts = words->as<std::string>();
    std::vector<AblatedRow> rows;
    for (const std::int32_t line : places->as<std::int32_t>()) {
        const std::size_t first = rows.size() * 3;
        AblatedRow row;
        row.line = line;
        row.before = values.at(first);
        row.after = values.at(first + 1);
        row.random = values.at(first + 2);
        row.randomDraws = drawsOf(result.find(path + "_draws"), rows.size());
        row.target = texts.at(first);
        row.textBefore = texts.at(first + 1);
        row.textAfter = texts.at(first + 2);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace neurograft
