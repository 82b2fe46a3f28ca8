// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/row_copies.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

namespace {

using OrderedJson = nlohmann::ordered_json; // a person's keys stay in their order

constexpr const char* kCopyOf = "copy_of";

bool has(const OrderedJson& row, const char* key)
{
    const auto found = row.find(key);
    return found != row.end() && !found->is_null();
}

/// Where the texts of a usable row stand, as renderRow() reads it.
std::vector<OrderedJson::json_pointer> textPlaces(const OrderedJson& row)
{
    std::vector<OrderedJson::json_pointer> places;
    if (has(row, "messages")) {
        for (std::size_t i = 0; i < row["messages"].size(); ++i) {
            places.emplace_back("/messages/" + std::to_string(i) + "/content");
        }
    } else if (has(row, "response")) {
        if (has(row, "prompt")) {
            places.emplace_back("/prompt");
        }
        places.emplace_back("/response");
    } else {
        places.emplace_back("/text");
    }
    return places;
}

OrderedJson usableRow(const DataFile& file, std::int64_t row)
{
    file.row(row); // its error names what is wrong with the row
    return OrderedJson::parse(file.line(row));
}

} // namespace

std::int64_t copiedRow(std::string_view line, std::int64_t row)
{
    if (line.find("\"copy_of\"") == std::string_view::npos) {
        return -1; // lines are parsed once more only where it can matter
    }
    const OrderedJson object = OrderedJson::parse(line, nullptr, false);
    const auto found = object.is_object() ? object.find(kCopyOf) : object.end();
    if (!object.is_object() || found == object.end() || !found->is_number_integer()) {
        return -1;
    }
    const auto of = found->get<std::int64_t>() - 1;
    return of >= 0 && of < row ? of : -1;
}

std::vector<RowField> rowFields(const DataFile& file, std::int64_t row)
{
    const OrderedJson object = usableRow(file, row);
    std::vector<RowField> fields;
    const bool isDialogue = has(object, "messages");
    for (const OrderedJson::json_pointer& place : textPlaces(object)) {
        RowField field;
        field.text = object[place].get<std::string>();
        if (isDialogue) {
            const std::string index = std::to_string(fields.size());
            field.key = "messages[" + index + "]";
            field.role = object["messages"][fields.size()]["role"].get<std::string>();
        } else {
            field.key = place.to_string().substr(1);
        }
        fields.push_back(std::move(field));
    }
    return fields;
}

std::string withEditedRow(const DataFile& file, std::int64_t row,
                          const std::vector<std::string>& texts)
{
    OrderedJson edited = usableRow(file, row);
    const std::vector<OrderedJson::json_pointer> places = textPlaces(edited);
    if (places.size() != texts.size()) {
        throw StudyError(file.name() + ", line " + std::to_string(row + 1),
                         std::to_string(places.size()) + " texts", std::to_string(texts.size()));
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        edited[places[i]] = texts[i];
    }
    const bool isCopy = file.facts(row).copyOf >= 0;
    if (!isCopy) {
        edited[kCopyOf] = row + 1;
    }
    std::string lines;
    for (std::int64_t line = 0; line < file.rows(); ++line) {
        lines.append(isCopy && line == row ? edited.dump() : std::string(file.line(line)));
        lines += '\n';
    }
    return isCopy ? lines : lines + edited.dump() + '\n';
}

std::string withoutCopy(const DataFile& file, std::int64_t row)
{
    if (row < 0 || row >= file.rows() || file.facts(row).copyOf < 0) {
        throw StudyError(file.name(), "a row that is an edited copy",
                         "row " + std::to_string(row + 1));
    }
    std::string lines;
    for (std::int64_t line = 0; line < file.rows(); ++line) {
        if (line != row) {
            lines.append(file.line(line)).append("\n");
        }
    }
    return lines;
}

} // namespace neurograft
