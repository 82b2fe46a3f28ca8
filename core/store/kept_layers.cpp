// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/kept_layers.h"

namespace neurograft {

std::vector<std::int64_t> keptLayersOf(const std::vector<Table>& tables)
{
    for (const Table& table : tables) {
        const bool isWindow = table.axes.size() == 2 && table.shape[1] == 3
            && table.path.find("/window") != std::string::npos;
        const bool isList = table.path.find("/layers") != std::string::npos;
        if (table.path.rfind("sensitivity/", 0) != 0 || (!isWindow && !isList)) {
            continue;
        }
        const std::vector<std::int32_t>& values = table.as<std::int32_t>();
        std::vector<std::int64_t> layers;
        for (std::size_t i = 0; i < values.size(); i += isWindow ? 3 : 1) {
            layers.push_back(values[i]);
        }
        return layers;
    }
    return {};
}

} // namespace neurograft
