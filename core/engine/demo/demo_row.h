// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// One question with its answer, in the layout of the official splits (evaluation.md 6).
struct DemoRow {
    std::string user;
    std::string assistant;
    std::string dataset; ///< "mmlu" or "gsm"; empty for functions, whose rows hold messages only
    std::string category; ///< mmlu only
    std::string id; ///< mmlu and gsm only
};

/// The row as one JSON object with the keys in the official order: dataset, category, id, messages.
nlohmann::ordered_json rowToJson(const DemoRow& row);

/// Rows as JSON Lines, each line ended by LF.
std::string rowsToJsonLines(const std::vector<DemoRow>& rows);

} // namespace neurograft
