// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/table_text.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <type_traits>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json;

std::size_t at(std::int64_t index)
{
    return static_cast<std::size_t>(index);
}

std::int64_t extentOf(std::size_t size)
{
    return static_cast<std::int64_t>(size);
}

template <class T> std::string numberText(T value)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) {
            return std::isnan(value) ? "nan" : (value > 0 ? "inf" : "-inf");
        }
    }
    char buffer[64];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
    return std::string(buffer, result.ptr);
}

std::string axisName(const Table& table, std::size_t axis)
{
    return axis < table.axes.size() && !table.axes[axis].empty() ? table.axes[axis]
                                                                 : "axis" + std::to_string(axis);
}

/// Headings that the table brings along (attribute `columns`, a JSON list); empty for none.
std::vector<std::string> columnNames(const Table& table)
{
    const auto found = table.attributes.find("columns");
    if (found == table.attributes.end() || !std::holds_alternative<std::string>(found->second)) {
        return {};
    }
    const OrderedJson names =
        OrderedJson::parse(std::get<std::string>(found->second), nullptr, false);
    const bool isComplete =
        names.is_array() && table.shape.size() == 2 && extentOf(names.size()) == table.shape[1];
    std::vector<std::string> columns;
    for (const OrderedJson& name : isComplete ? names : OrderedJson::array()) {
        columns.push_back(name.is_string() ? name.get<std::string>() : name.dump());
    }
    return columns;
}

/// Rows under their headings, as a spreadsheet has them.
std::string headedCsv(const Table& table, const std::vector<std::string>& columns)
{
    std::string csv;
    for (const std::string& column : columns) {
        csv += (csv.empty() ? "" : ",") + csvField(column);
    }
    for (std::int64_t index = 0; index < table.size(); ++index) {
        csv += (index % table.shape[1] == 0 ? '\n' : ',') + csvField(tableCell(table, index));
    }
    return csv + '\n';
}

std::string matrixCsv(const Table& table)
{
    if (const std::vector<std::string> columns = columnNames(table); !columns.empty()) {
        return headedCsv(table, columns);
    }
    std::string csv = csvField(axisName(table, 0) + '/' + axisName(table, 1));
    for (std::int64_t column = 0; column < table.shape[1]; ++column) {
        csv += ',' + std::to_string(column);
    }
    csv += '\n';
    for (std::int64_t row = 0; row < table.shape[0]; ++row) {
        csv += std::to_string(row);
        for (std::int64_t column = 0; column < table.shape[1]; ++column) {
            csv += ',' + csvField(tableCell(table, row * table.shape[1] + column));
        }
        csv += '\n';
    }
    return csv;
}

std::string longCsv(const Table& table)
{
    std::string csv;
    for (std::size_t axis = 0; axis < table.shape.size(); ++axis) {
        csv += csvField(axisName(table, axis)) + ',';
    }
    csv += "value\n";
    for (std::int64_t index = 0; index < table.size(); ++index) {
        std::string line;
        std::int64_t rest = index;
        for (std::size_t axis = table.shape.size(); axis-- > 0;) {
            line.insert(0, std::to_string(rest % table.shape[axis]) + ',');
            rest /= table.shape[axis];
        }
        csv += line + csvField(tableCell(table, index)) + '\n';
    }
    return csv;
}

/// Three decimals for a number, "--" for none, text with LaTeX's special characters escaped.
std::string latexCell(const Table& table, std::int64_t index)
{
    return std::visit(
        [&](const auto& values) -> std::string {
            using T = typename std::decay_t<decltype(values)>::value_type;
            if constexpr (std::is_same_v<T, std::string>) {
                return latexText(values[at(index)]);
            } else if constexpr (std::is_floating_point_v<T>) {
                const double value = static_cast<double>(values[at(index)]);
                char buffer[64];
                std::snprintf(buffer, sizeof buffer, "%.3f", value);
                return std::isfinite(value) ? buffer : "--";
            } else {
                return numberText(values[at(index)]);
            }
        },
        table.values);
}

OrderedJson cellJson(const Table& table, std::int64_t index)
{
    return std::visit([&](const auto& values) { return OrderedJson(values[at(index)]); },
                      table.values);
}

OrderedJson nestedJson(const Table& table, std::size_t axis, std::int64_t& next)
{
    if (axis == table.shape.size()) {
        return cellJson(table, next++);
    }
    OrderedJson list = OrderedJson::array();
    for (std::int64_t i = 0; i < table.shape[axis]; ++i) {
        list.push_back(nestedJson(table, axis + 1, next));
    }
    return list;
}

} // namespace

std::string latexText(const std::string& plain)
{
    std::string text;
    for (const char c : plain) {
        if (c == '\\') {
            text += "\\textbackslash{}";
        } else if (c == '~' || c == '^') {
            text += std::string("\\") + c + "{}";
        } else {
            text += (std::string("&%$#_{}").find(c) != std::string::npos ? "\\" : "")
                + std::string(1, c);
        }
    }
    return text;
}

std::string csvField(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

std::string tsvOfCsv(const std::string& csv)
{
    std::string tsv;
    bool isQuoted = false;
    for (std::size_t i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (isQuoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            tsv += csv[++i];
        } else if (c == '"') {
            isQuoted = !isQuoted;
        } else if (isQuoted && (c == '\t' || c == '\n' || c == '\r')) {
            tsv += ' ';
        } else {
            tsv += c == ',' && !isQuoted ? '\t' : c;
        }
    }
    return tsv;
}

std::string tableCell(const Table& table, std::int64_t index)
{
    return std::visit(
        [&](const auto& values) -> std::string {
            using T = typename std::decay_t<decltype(values)>::value_type;
            if constexpr (std::is_same_v<T, std::string>) {
                return values[at(index)];
            } else if constexpr (sizeof(T) == 1) {
                return std::to_string(static_cast<int>(values[at(index)]));
            } else {
                return numberText(values[at(index)]);
            }
        },
        table.values);
}

std::string tableCsv(const Table& table)
{
    return table.shape.size() == 2 ? matrixCsv(table) : longCsv(table);
}

std::string tableLatex(const Table& table)
{
    if (table.shape.empty() || table.shape.size() > 2) {
        throw StudyError(table.path, "one or two axes for a LaTeX table",
                         std::to_string(table.shape.size()), "Use --format csv.");
    }
    const bool isMatrix = table.shape.size() == 2;
    const std::int64_t columns = isMatrix ? table.shape[1] : 1;
    std::string text = "% " + table.path + (table.unit.empty() ? "" : ", unit " + table.unit);
    for (const char* name : {"estimator", "n", "mean", "std"}) {
        if (const auto found = table.attributes.find(name); found != table.attributes.end()) {
            text +=
                std::string(", ") + name + " = "
                + std::visit(
                    [](const auto& value) -> std::string {
                        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
                            return value;
                        } else {
                            return numberText(value);
                        }
                    },
                    found->second);
        }
    }
    text += "\n\\begin{tabular}{r" + std::string(at(columns), 'r') + "}\n\\toprule\n";
    text += latexText(axisName(table, 0) + (isMatrix ? " / " + axisName(table, 1) : ""));
    const std::vector<std::string> headings = columnNames(table);
    for (std::int64_t column = 0; column < columns; ++column) {
        text += " & "
            + (!headings.empty() ? latexText(headings[at(column)])
                   : isMatrix    ? std::to_string(column)
                                 : std::string("value"));
    }
    text += " \\\\\n\\midrule\n";
    for (std::int64_t row = 0; row < table.shape[0]; ++row) {
        text += std::to_string(row);
        for (std::int64_t column = 0; column < columns; ++column) {
            text += " & " + latexCell(table, row * columns + column);
        }
        text += " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

OrderedJson tableJson(const Table& table)
{
    OrderedJson attributes = OrderedJson::object();
    for (const auto& [name, value] : table.attributes) {
        std::visit([&, key = name](const auto& plain) { attributes[key] = plain; }, value);
    }
    std::int64_t next = 0;
    return {{"name", table.path},       {"shape", table.shape},
            {"axes", table.axes},       {"unit", table.unit},
            {"attributes", attributes}, {"values", nestedJson(table, 0, next)}};
}

} // namespace neurograft
