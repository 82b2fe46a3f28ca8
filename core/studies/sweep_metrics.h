// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Named numbers in the order in which they came.
using Metrics = std::vector<std::pair<std::string, double>>;

/// The numbers of what a command answers with --json, by a path of words: `score`,
/// `interval95/low`, `up_proj/cka/visible_mean`. Items of a list are called by their texts (module,
/// measure, task, …) in place of the list's name, a single item by nothing. What depends on the
/// machine (times, memory, tokens per second) and lists of plain numbers are left out; null is NaN.
Metrics metricsOf(const nlohmann::ordered_json& outcome);

/// The number of that name. @return NaN when there is none
double metricNamed(const Metrics& metrics, const std::string& name);

} // namespace neurograft
