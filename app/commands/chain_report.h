// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/chain_runner.h"
#include "core/studies/compared_number.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// The published numbers of a chain with what its finished steps came to. A share is shown as the
/// published one is: per cent.
/// @throws StudyError with the JSON path for a metric of a step that the chain does not have
std::vector<ComparedNumber> compareNumbers(const ChainStudy& study, const ChainTasks& tasks,
                                           ChainRunner& runner, const std::string& where);

nlohmann::ordered_json toJson(const std::vector<ComparedNumber>& numbers);
/// Columns row, column, published, own, source.
std::string numbersText(const std::vector<ComparedNumber>& numbers);

} // namespace neurograft
