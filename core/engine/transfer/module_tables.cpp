// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/module_tables.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace neurograft {

ModuleTable::ModuleTable(std::string name, std::string secondAxis)
    : m_name(std::move(name)), m_secondAxis(std::move(secondAxis))
{
}

void ModuleTable::add(const AdapterTarget& target, const std::vector<double>& numbers)
{
    m_rows[target.name].push_back(numbers);
}

std::vector<Table> ModuleTable::tables() const
{
    std::vector<Table> all;
    for (const auto& [module, rows] : m_rows) {
        std::size_t width = 1;
        for (const std::vector<double>& row : rows) {
            width = std::max(width, row.size());
        }
        std::vector<double> values;
        for (std::vector<double> row : rows) {
            row.resize(width, std::numeric_limits<double>::quiet_NaN());
            values.insert(values.end(), row.begin(), row.end());
        }
        Table table;
        table.path = "transfer/" + module + "/" + m_name;
        table.axes = {"student layer"};
        table.shape = {static_cast<std::int64_t>(rows.size())};
        if (!m_secondAxis.empty()) {
            table.axes.push_back(m_secondAxis);
            table.shape.push_back(static_cast<std::int64_t>(width));
        }
        table.values = std::move(values);
        all.push_back(std::move(table));
    }
    return all;
}

} // namespace neurograft
