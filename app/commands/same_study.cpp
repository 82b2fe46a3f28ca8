// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/same_study.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

namespace neurograft {

void requireSameStudy(const std::string& out, const std::string& earlier, const std::string& asked)
{
    const auto before = nlohmann::json::parse(earlier);
    const auto wanted = nlohmann::json::parse(asked);
    std::string keys;
    for (const auto& [key, value] : wanted.items()) {
        if (before.value(key, nlohmann::json()) != value) {
            keys += (keys.empty() ? "" : ", ") + key;
        }
    }
    if (!keys.empty()) {
        throw StudyError(out, "a partial result of the same study", "another " + keys,
                         "Repeat the options of the first run, or choose another name.");
    }
}

} // namespace neurograft
