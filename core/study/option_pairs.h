// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// One value of two JSON objects side by side, by its path: "rows/limit".
struct OptionPair {
    std::string key;
    std::string a; ///< as text, a list as "1, 2"; empty when that side lacks it
    std::string b;
    bool isDifferent() const { return a != b; }
};

/// All values of both, objects unfolded, lists in one piece; in the order of @p a, what only @p b
/// has last.
std::vector<OptionPair> optionPairs(const nlohmann::ordered_json& a,
                                    const nlohmann::ordered_json& b);

} // namespace neurograft
