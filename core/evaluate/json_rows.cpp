// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/json_rows.h"

#include "core/data/data_lines.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/support/gzip.h"
#include "core/support/sha256.h"

#include <iostream>
#include <iterator>

namespace neurograft {

namespace {

std::string kindOf(const nlohmann::json& row, const char* key)
{
    return row.contains(key) ? std::string(row.at(key).type_name()) : "none";
}

[[noreturn]] void fail(const JsonRow& row, const char* key, const char* expected)
{
    throw FormatError(row.where + ", \"" + key + "\"", expected, kindOf(row.value, key));
}

} // namespace

std::string JsonRow::text(const char* key) const
{
    const auto found = value.find(key);
    if (found == value.end() || !found->is_string()) {
        fail(*this, key, "a text");
    }
    return found->get<std::string>();
}

std::string JsonRow::textOr(const char* key) const
{
    return value.contains(key) ? text(key) : std::string();
}

std::string JsonRow::name(const char* key) const
{
    const auto found = value.find(key);
    if (found != value.end() && found->is_number_integer()) {
        return std::to_string(found->get<std::int64_t>());
    }
    return text(key);
}

std::int64_t JsonRow::number(const char* key) const
{
    const auto found = value.find(key);
    if (found == value.end() || !found->is_number_integer()) {
        fail(*this, key, "a whole number");
    }
    return found->get<std::int64_t>();
}

std::vector<std::string> JsonRow::texts(const char* key) const
{
    const auto found = value.find(key);
    if (found == value.end() || !found->is_array()) {
        fail(*this, key, "a list of texts");
    }
    std::vector<std::string> list;
    for (const nlohmann::json& entry : *found) {
        if (!entry.is_string()) {
            fail(*this, key, "a list of texts");
        }
        list.push_back(entry.get<std::string>());
    }
    return list;
}

JsonRows readJsonRows(const std::filesystem::path& path)
{
    JsonRows result;
    const bool isInput = path == "-";
    result.name = isInput ? "standard input" : path.string();
    std::string bytes = isInput
        ? std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>())
        : readFile(path);
    result.sha256 = sha256Hex(bytes);
    if (isGzip(bytes)) {
        bytes = gunzip(bytes, result.name);
    }
    for (const std::string_view line : dataLines(bytes, result.name)) {
        JsonRow row;
        row.row = static_cast<std::int64_t>(result.rows.size());
        row.where = result.name + ", line " + std::to_string(row.row + 1);
        row.value = nlohmann::json::parse(line, nullptr, false);
        if (!row.value.is_object()) {
            throw FormatError(row.where, "a JSON object",
                              row.value.is_discarded() ? "no JSON" : row.value.type_name());
        }
        result.rows.push_back(std::move(row));
    }
    return result;
}

} // namespace neurograft
