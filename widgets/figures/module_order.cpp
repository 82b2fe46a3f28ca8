// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/module_order.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace neurograft {

int moduleRank(const QString& module)
{
    static constexpr std::array<const char*, 9> kOrder{
        "up_proj", "down_proj",    "v_proj",
        "o_proj",  "gate_proj",    "q_proj",
        "k_proj",  "layer_output", "residual_contribution"};
    const auto found = std::find_if(kOrder.begin(), kOrder.end(), [&](const char* name) {
        return module == QLatin1String(name);
    });
    return static_cast<int>(found - kOrder.begin());
}

bool isModuleBefore(const QString& a, const QString& b)
{
    return std::tuple(moduleRank(a), a) < std::tuple(moduleRank(b), b);
}

} // namespace neurograft
