// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/column_table.h"

#include "core/data/data_lines.h"
#include "core/data/separated_records.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/text_utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

using OrderedJson = nlohmann::ordered_json;

std::string endingOf(const fs::path& path)
{
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return ending;
}

bool isFull(const ColumnTable& table, std::int64_t mostRows)
{
    return mostRows > 0 && static_cast<std::int64_t>(table.rows.size()) >= mostRows;
}

ColumnTable parseSeparated(std::string_view bytes, char separator, const std::string& name,
                           std::int64_t mostRows)
{
    SeparatedRecords reader(bytes, separator, name);
    ColumnTable table;
    table.names = reader.next();
    while (!reader.isAtEnd() && !isFull(table, mostRows)) {
        std::vector<std::string> fields = reader.next();
        if (fields.size() == 1 && fields.front().empty()) {
            continue; // a blank line
        }
        if (fields.size() != table.names.size()) {
            throw FormatError(reader.where(),
                              std::to_string(table.names.size()) + " values as in the first line",
                              std::to_string(fields.size()));
        }
        table.rows.push_back(std::move(fields));
    }
    return table;
}

ColumnTable parseText(std::string_view bytes, const std::string& name, std::int64_t mostRows)
{
    ColumnTable table;
    table.names = {"text"};
    for (const std::string_view line : dataLines(bytes, name)) {
        if (!stripPython(line).empty() && !isFull(table, mostRows)) {
            table.rows.push_back(
                {std::string(line.back() == '\r' ? line.substr(0, line.size() - 1) : line)});
        }
    }
    return table;
}

ColumnTable parseObjects(std::string_view bytes, const std::string& name, std::int64_t mostRows)
{
    ColumnTable table;
    std::int64_t number = 0;
    for (const std::string_view line : dataLines(bytes, name)) {
        ++number;
        const OrderedJson object = OrderedJson::parse(line, nullptr, false);
        if (!object.is_object()) {
            throw FormatError(name + ", line " + std::to_string(number), "a JSON object",
                              object.is_discarded() ? "no JSON" : object.type_name());
        }
        std::vector<std::string> row(table.names.size());
        for (const auto& [key, value] : object.items()) {
            const auto column = static_cast<std::size_t>(table.find(key));
            std::string text = value.is_string() ? value.get<std::string>() : value.dump();
            if (column < row.size()) {
                row[column] = std::move(text);
            } else {
                table.names.push_back(key);
                row.push_back(std::move(text));
            }
        }
        table.rows.push_back(std::move(row));
        if (isFull(table, mostRows)) {
            break;
        }
    }
    for (std::vector<std::string>& row : table.rows) {
        row.resize(table.names.size());
    }
    return table;
}

} // namespace

std::int64_t ColumnTable::find(const std::string& name) const
{
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : found - names.begin();
}

bool isColumnFile(const fs::path& path)
{
    const std::string ending = endingOf(path);
    return ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".jsonl";
}

ColumnTable readColumns(const fs::path& path, std::int64_t mostRows)
{
    return parseColumns(readFile(path), path.string(), mostRows);
}

ColumnTable parseColumns(std::string_view bytes, const std::string& name, std::int64_t mostRows)
{
    constexpr std::string_view kMark("\xef\xbb\xbf"); // of UTF-8, as spreadsheets write it
    if (bytes.substr(0, kMark.size()) == kMark) {
        bytes.remove_prefix(kMark.size());
    }
    const std::int64_t invalid = firstInvalidUtf8(bytes);
    if (invalid >= 0) {
        throw FormatError(name, "UTF-8", "a byte that is none at offset " + std::to_string(invalid),
                          "Convert the file to UTF-8.");
    }
    const std::string ending = endingOf(name);
    ColumnTable table;
    if (ending == ".csv" || ending == ".tsv") {
        table = parseSeparated(bytes, ending == ".csv" ? ',' : '\t', name, mostRows);
    } else if (ending == ".txt") {
        table = parseText(bytes, name, mostRows);
    } else if (ending == ".jsonl") {
        table = parseObjects(bytes, name, mostRows);
    } else {
        throw FormatError(name, "a file that ends in .csv, .tsv, .txt or .jsonl",
                          "\"" + ending + "\"");
    }
    if (table.rows.empty()) {
        throw FormatError(name, "at least one row", "none");
    }
    return table;
}

ColumnChoice guessColumns(const ColumnTable& table)
{
    const auto first = [&table](std::initializer_list<const char*> names) -> std::string {
        for (const char* name : names) {
            for (const std::string& present : table.names) {
                std::string lower = present;
                std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char letter) {
                    return static_cast<char>(std::tolower(letter));
                });
                if (lower == name) {
                    return present;
                }
            }
        }
        return {};
    };
    ColumnChoice choice;
    choice.prompt = first({"prompt", "question", "input", "instruction", "query", "problem"});
    choice.response =
        first({"response", "answer", "completion", "output", "target", "solution", "text"});
    if (choice.response.empty() && !table.names.empty()) {
        choice.response = table.names.back();
    }
    if (choice.prompt == choice.response) {
        choice.prompt.clear();
    }
    return choice;
}

std::string mappedRows(const ColumnTable& table, const ColumnChoice& choice)
{
    const auto column = [&table](const std::string& name) {
        const std::int64_t found = table.find(name);
        if (found < 0) {
            throw StudyError("columns", "a column \"" + name + "\"", "none of that name");
        }
        return static_cast<std::size_t>(found);
    };
    const std::size_t response = column(choice.response);
    const bool hasPrompt = !choice.prompt.empty();
    const std::size_t prompt = hasPrompt ? column(choice.prompt) : 0;
    const std::int64_t id = table.find("id");
    std::string lines;
    for (const std::vector<std::string>& row : table.rows) {
        OrderedJson object = OrderedJson::object();
        if (id >= 0) {
            object["id"] = row[static_cast<std::size_t>(id)];
        }
        if (hasPrompt) {
            object["prompt"] = row[prompt];
            object["response"] = row[response];
        } else {
            object["text"] = row[response];
        }
        lines += object.dump() + '\n';
    }
    return lines;
}

} // namespace neurograft
