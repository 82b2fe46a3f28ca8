// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/sweep_metrics.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <set>

namespace neurograft {

namespace {

using MetricJson = nlohmann::ordered_json;

/// Not the same twice, or no result.
const std::set<std::string>& unmeasuredKeys()
{
    static const std::set<std::string> kKeys{"wall_seconds", "peak_bytes", "tokens_per_second",
                                             "seconds",      "seed",       "generated_tokens",
                                             "disk_bytes"};
    return kKeys;
}

const std::vector<std::string>& namingKeys()
{
    static const std::vector<std::string> kKeys{"adapter", "module", "measure", "role",
                                                "kind",    "task",   "level",   "name"};
    return kKeys;
}

std::string joinedPath(const std::string& prefix, const std::string& word)
{
    return prefix.empty() ? word : word.empty() ? prefix : prefix + "/" + word;
}

/// What an item of a list is called: its texts, else its place.
std::string nameOfItem(const MetricJson& item, std::size_t index)
{
    std::string name;
    for (const std::string& key : namingKeys()) {
        if (item.is_object() && item.contains(key) && item[key].is_string()) {
            name = joinedPath(name, item[key].get<std::string>());
        }
    }
    return name.empty() ? std::to_string(index) : name;
}

bool isPairOfNumbers(const MetricJson& value)
{
    return value.is_array() && value.size() == 2
        && std::all_of(value.begin(), value.end(), [](const MetricJson& part) {
               return part.is_number_float() || part.is_null();
           });
}

double numberIn(const MetricJson& value)
{
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

void collect(const MetricJson& value, const std::string& path, Metrics& metrics);

void collectItems(const MetricJson& list, const std::string& path, const std::string& key,
                  Metrics& metrics)
{
    const bool isEveryObject = std::all_of(list.begin(), list.end(),
                                           [](const MetricJson& item) { return item.is_object(); });
    if (isPairOfNumbers(list) && key.find("95") != std::string::npos) {
        metrics.emplace_back(joinedPath(path, key) + "/low", numberIn(list[0]));
        metrics.emplace_back(joinedPath(path, key) + "/high", numberIn(list[1]));
        return;
    }
    if (!isEveryObject || list.empty()) {
        return;
    }
    const bool isGroups = key == "groups"; // of an evaluation: the scores alone, categories only
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string name = nameOfItem(list[i], i);
        if (isGroups) {
            const std::string level = list[i].value("level", std::string());
            if (level == "category" || level == "group") {
                metrics.emplace_back(joinedPath(path, joinedPath(name, "score")),
                                     numberIn(list[i].value("score", MetricJson())));
            }
            continue;
        }
        collect(list[i], joinedPath(path, list.size() == 1 ? std::string() : name), metrics);
    }
}

void collect(const MetricJson& value, const std::string& path, Metrics& metrics)
{
    for (const auto& [key, part] : value.items()) {
        if (unmeasuredKeys().count(key) > 0) {
            continue;
        }
        if (part.is_number() || part.is_null()) {
            metrics.emplace_back(joinedPath(path, key), numberIn(part));
        } else if (part.is_object()) {
            collect(part, joinedPath(path, key), metrics);
        } else if (part.is_array()) {
            collectItems(part, path, key, metrics);
        }
    }
}

} // namespace

Metrics metricsOf(const MetricJson& outcome)
{
    Metrics metrics;
    if (outcome.is_object()) {
        collect(outcome, {}, metrics);
    }
    return metrics;
}

double metricNamed(const Metrics& metrics, const std::string& name)
{
    const auto found = std::find_if(metrics.begin(), metrics.end(),
                                    [&name](const auto& entry) { return entry.first == name; });
    return found == metrics.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

} // namespace neurograft
