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

/// What a stated score says of itself, with the keys of a cell where they are the same.
OrderedJson statedFields(const ScoreTable& table, const StatedScore& stated)
{
    const ScoreColumn& column = table.columns[stated.column];
    return {{"task", taskWord(column.task)},
            {"protocol", column.protocol},
            {"template", column.promptTemplate},
            {"shots", column.shots},
            {"score", stated.score},
            {"source", stated.source},
            {"note", stated.note}};
}

/// A line of the CSV: the fields of @p heading, empty where @p fields has none.
std::string csvLine(const std::vector<std::string>& heading, const OrderedJson& fields)
{
    std::string line;
    for (const std::string& key : heading) {
        line += key == heading.front() ? "" : ",";
        line += fields.contains(key) ? csvValue(fields[key]) : std::string();
    }
    return line + '\n';
}

template <class T> std::size_t placeIn(std::vector<T>& list, const T& value)
{
    const auto found = std::find(list.begin(), list.end(), value);
    const auto place = static_cast<std::size_t>(found - list.begin());
    if (found == list.end()) {
        list.push_back(value);
    }
    return place;
}

/// "$^{a}$", of the 27th source "$^{27}$".
std::string sourceMark(std::size_t source)
{
    return "$^{"
        + (source < 26 ? std::string(1, static_cast<char>('a' + source))
                       : std::to_string(source + 1))
        + "}$";
}

/// Lines of the table for @p stated; @p sources are those named, in the order of their letters.
std::string statedLatex(const ScoreTable& table, const std::vector<StatedScore>& stated,
                        std::vector<std::string>& sources)
{
    std::vector<std::string> rows;
    std::vector<std::vector<std::string>> cells;
    for (const StatedScore& one : stated) {
        const std::size_t row = placeIn(rows, one.row);
        cells.resize(rows.size(), std::vector<std::string>(table.columns.size()));
        std::string& cell = cells[row][one.column];
        cell += (cell.empty() ? "" : ", ") + ("\\textit{" + fixedText(100.0 * one.score, 1) + '}')
            + sourceMark(placeIn(sources, one.source));
    }
    std::string text;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        text += "\\textit{" + latexText(rows[row]) + '}';
        for (const std::string& cell : cells[row]) {
            text += " & " + (cell.empty() ? "--" : cell);
        }
        text += " \\\\\n";
    }
    return text;
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

std::string scoreTableCsv(const ScoreTable& table, const std::vector<StatedScore>& stated)
{
    std::vector<std::string> heading;
    std::string csv;
    forEachCell(table, [&](OrderedJson fields, const ScoreCell&) {
        if (!stated.empty()) {
            fields["kind"] = "own";
            fields["source"] = nullptr;
            fields["note"] = nullptr;
        }
        if (heading.empty()) {
            for (const auto& field : fields.items()) {
                heading.push_back(field.key());
                csv += (csv.empty() ? "" : ",") + field.key();
            }
            csv += '\n';
        }
        csv += csvLine(heading, fields);
    });
    for (const StatedScore& one : stated) {
        OrderedJson fields = statedFields(table, one);
        fields["model"] = "published: " + one.row;
        fields["kind"] = "published";
        csv += csvLine(heading, fields);
    }
    return csv;
}

std::string scoreTableLatex(const ScoreTable& table, const std::vector<StatedScore>& stated)
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
    std::vector<std::string> sources;
    if (!stated.empty()) {
        text += "\\midrule\n" + statedLatex(table, stated, sources);
    }
    text += "\\bottomrule\n\\end{tabular}\n";
    for (std::size_t at = 0; at < sources.size(); ++at) {
        text += "\\par{\\footnotesize " + sourceMark(at) + " published: " + latexText(sources[at])
            + "}\n";
    }
    return text;
}

OrderedJson toJson(const ScoreTable& table, const std::vector<StatedScore>& stated)
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
    OrderedJson json{{"rows", rows}};
    for (const StatedScore& one : stated) {
        OrderedJson fields{{"row", one.row}};
        fields.update(statedFields(table, one));
        json["published"].push_back(fields);
    }
    return json;
}

} // namespace neurograft
