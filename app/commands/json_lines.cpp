// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/json_lines.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <limits>

namespace neurograft {

void forEachJsonLine(const std::filesystem::path& path,
                     const std::function<void(const nlohmann::json&, const std::string&)>& use)
{
    const std::string name = path == "-" ? "standard input" : path.string();
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        std::error_code error;
        if (!file || std::filesystem::is_directory(path, error)) {
            throw FormatError(name, "a readable file",
                              std::filesystem::exists(path, error) ? "one that cannot be read"
                                                                   : "no such file");
        }
    }
    std::istream& stream = path == "-" ? std::cin : file;
    std::int64_t number = 0;
    bool isEmpty = true;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        isEmpty = false;
        const std::string where = name + " line " + std::to_string(number);
        const nlohmann::json row = nlohmann::json::parse(line, nullptr, false);
        if (!row.is_object()) {
            throw FormatError(where, "a JSON object",
                              row.is_discarded() ? "text that is no JSON" : row.type_name());
        }
        use(row, where);
    }
    if (isEmpty) {
        throw FormatError(name, "at least one row", "an empty file");
    }
}

std::string stringField(const nlohmann::json& row, const char* key, const std::string& where)
{
    const auto field = row.find(key);
    if (field == row.end() || !field->is_string()) {
        throw FormatError(where, "a string under '" + std::string(key) + "'",
                          field == row.end() ? "no such key" : field->type_name());
    }
    return field->get<std::string>();
}

std::vector<std::int32_t> idsField(const nlohmann::json& row, const char* key,
                                   const std::string& where)
{
    const auto field = row.find(key);
    if (field == row.end() || !field->is_array()) {
        throw FormatError(where, "a list of token ids under '" + std::string(key) + "'",
                          field == row.end() ? "no such key" : field->type_name());
    }
    std::vector<std::int32_t> ids;
    for (const nlohmann::json& id : *field) {
        if (!id.is_number_integer() || id < 0 || id > std::numeric_limits<std::int32_t>::max()) {
            throw FormatError(where, "token ids from 0 under '" + std::string(key) + "'",
                              id.dump());
        }
        ids.push_back(id.get<std::int32_t>());
    }
    return ids;
}

} // namespace neurograft
