// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_row.h"

#include <nlohmann/json.hpp>

namespace neurograft {

nlohmann::ordered_json rowToJson(const DemoRow& row)
{
    nlohmann::ordered_json json;
    if (!row.dataset.empty()) {
        json["dataset"] = row.dataset;
    }
    if (!row.category.empty()) {
        json["category"] = row.category;
    }
    if (!row.id.empty()) {
        json["id"] = row.id;
    }
    json["messages"] = {{{"role", "user"}, {"content", row.user}},
                        {{"role", "assistant"}, {"content", row.assistant}}};
    return json;
}

std::string rowsToJsonLines(const std::vector<DemoRow>& rows)
{
    std::string text;
    for (const DemoRow& row : rows) {
        text += rowToJson(row).dump();
        text += '\n';
    }
    return text;
}

} // namespace neurograft
