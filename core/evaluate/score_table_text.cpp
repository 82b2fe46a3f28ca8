// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/score_table.h"
#include "core/store/table_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;

std::string fixedText(double value, int decimals)
{
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
    return buffer;
}

std::string columnTitle(const ScoreColumn& column)
{
    std::string title =
        std::string(taskWord(column.task)) + ' ' + column.protocol + '/' + column.promptTemplate;
    return column.shots > 0 ? title + ' ' + std::to_string(column.shots) + "-shot" : title;
}

bool isBeyondNoise(const ScoreCell& cell)
{
    return cell.gain && cell.gain->isSignificant.value_or(false);
}

/// "0.412 ± 0.013 *" with the given sign between and mark; "not scored" words come from outside.
std::string cellText(const std::optional<ScoreCell>& cell, double scale, int decimals,
                     const char* plusMinus, const char* mark, const char* none)
{
    if (!cell || cell->over.n == 0) {
        return none;
    }
    std::string text = fixedText(scale * cell->over.mean, decimals);
    if (cell->over.n > 1) {
        text += plusMinus + fixedText(scale * cell->over.deviation, decimals);
    }
    return isBeyondNoise(*cell) ? text + mark : text;
}

/// Columns seen, not bytes.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

/// Every cell that was run, with what a line of the CSV says of it.
void forEachCell(const ScoreTable& table,
                 const std::function<void(const OrderedJson& fields, const ScoreCell& cell)>& use)
{
    for (const ScoreRow& row : table.rows) {
        for (std::size_t at = 0; at < table.columns.size(); ++at) {
            if (!row.cells[at]) {
                continue;
            }
            const ScoreColumn& column = table.columns[at];
            const ScoreCell& cell = *row.cells[at];
            const bool isSingle = cell.runs.size() == 1 && cell.over.n == 1;
            std::int64_t notScored = 0;
            for (const EvaluationScore& run : cell.runs) {
                notScored += run.notScored;
            }
            const auto number = [](bool isThere, double value) {
                return isThere && std::isfinite(value) ? OrderedJson(value) : OrderedJson();
            };
            const PairedComparison gain = cell.gain.value_or(PairedComparison());
            const bool hasGain = cell.gain && gain.n > 0;
            use({{"model", row.label},
                 {"task", taskWord(column.task)},
                 {"protocol", column.protocol},
                 {"template", column.promptTemplate},
                 {"shots", column.shots},
                 {"repeats", cell.runs.size()},
                 {"n", cell.runs.front().n},
                 {"not_scored", notScored},
                 {"score", number(cell.over.n > 0, cell.over.mean)},
                 {"deviation", number(cell.over.n > 1, cell.over.deviation)},
                 {"interval_low", number(isSingle, cell.runs.front().interval.low)},
                 {"interval_high", number(isSingle, cell.runs.front().interval.high)},
                 {"gain", number(hasGain, gain.difference)},
                 {"gain_low", number(hasGain, gain.interval.low)},
                 {"gain_high", number(hasGain, gain.interval.high)},
                 {"p", number(hasGain, gain.p)},
                 {"significant", hasGain ? OrderedJson(*gain.isSignificant) : OrderedJson()}},
                cell);
        }
    }
}

/// Shortest digits that read back to the same number; empty for null.
std::string csvValue(const OrderedJson& value)
{
    if (value.is_null()) {
        return {};
    }
    if (value.is_number_float()) {
        char buffer[64];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.get<double>());
        return std::string(buffer, end.ptr);
    }
    return value.is_string() ? csvField(value.get<std::string>()) : value.dump();
}

} // namespace

std::string scoreTableText(const ScoreTable& table)
{
    std::vector<std::vector<std::string>> lines(1, {"model"});
    for (const ScoreColumn& column : table.columns) {
        lines.front().push_back(columnTitle(column));
    }
    for (const ScoreRow& row : table.rows) {
        lines.push_back({row.label});
        for (const auto& cell : row.cells) {
            lines.back().push_back(cellText(cell, 1.0, 3, " ± ", " *", cell ? "not scored" : "-"));
        }
    }
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines) {
        for (std::size_t at = 0; at < line.size(); ++at) {
            widths[at] = std::max(widths[at], widthOf(line[at]));
        }
    }
    std::string text;
    for (const auto& line : lines) {
        for (std::size_t at = 0; at < line.size(); ++at) {
            text += line[at];
            text +=
                at + 1 < line.size() ? std::string(widths[at] - widthOf(line[at]) + 2, ' ') : "\n";
        }
    }
    for (const ScoreRow& row : table.rows) {
        for (const auto& cell : row.cells) {
            text += cell && !cell->sentence.empty() ? cell->sentence + '\n' : std::string();
        }
    }
    return text;
}

std::string scoreTableCsv(const ScoreTable& table)
{
    std::string csv;
    forEachCell(table, [&csv](const OrderedJson& fields, const ScoreCell&) {
        if (csv.empty()) {
            for (const auto& field : fields.items()) {
                csv += (csv.empty() ? "" : ",") + field.key();
            }
            csv += '\n';
        }
        std::string line;
        for (const auto& field : fields.items()) {
            line += (field.key() == fields.begin().key() ? "" : ",") + csvValue(field.value());
        }
        csv += line + '\n';
    });
    return csv;
}

std::string scoreTableLatex(const ScoreTable& table)
{
    std::string text = "% per cent; ± sample standard deviation over repetitions;"
                       " * differs from the first row, p < 0.05\n";
    text += "\\begin{tabular}{l" + std::string(table.columns.size(), 'r') + "}\n\\toprule\n";
    for (const ScoreColumn& column : table.columns) {
        text += " & " + latexText(columnTitle(column));
    }
    text += " \\\\\n\\midrule\n";
    for (const ScoreRow& row : table.rows) {
        text += latexText(row.label);
        for (const auto& cell : row.cells) {
            text += " & " + cellText(cell, 100.0, 1, " $\\pm$ ", "$^{*}$", "--");
        }
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

OrderedJson toJson(const ScoreTable& table)
{
    OrderedJson rows = OrderedJson::array();
    forEachCell(table, [&rows](const OrderedJson& fields, const ScoreCell& cell) {
        rows.push_back(fields);
        OrderedJson each = OrderedJson::array();
        for (const EvaluationScore& run : cell.runs) {
            each.push_back(run.n > 0 ? OrderedJson(run.score) : OrderedJson());
        }
        rows.back()["scores"] = each;
        rows.back()["sentence"] =
            cell.sentence.empty() ? OrderedJson() : OrderedJson(cell.sentence);
    });
    return {{"rows", rows}};
}

} // namespace neurograft
