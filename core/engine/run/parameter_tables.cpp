// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/parameter_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace neurograft {

Table& LayerTables::table(const std::string& path, std::int64_t width, const std::string& axis)
{
    Table& table = m_tables[path];
    if (table.path.empty()) {
        table.path = path;
        table.shape = {m_layers};
        table.axes = {"layer"};
        if (!axis.empty()) {
            table.shape.push_back(width);
            table.axes.push_back(axis);
        }
        table.values = std::vector<double>(static_cast<std::size_t>(table.size()),
                                           std::numeric_limits<double>::quiet_NaN());
    }
    return table;
}

void LayerTables::set(const std::string& path, std::int64_t layer, double value)
{
    std::get<std::vector<double>>(table(path, 1, "").values)[static_cast<std::size_t>(layer)] =
        value;
}

void LayerTables::setRow(const std::string& path, std::int64_t layer, std::int64_t width,
                         const std::string& axis, const std::vector<double>& values)
{
    auto& cells = std::get<std::vector<double>>(table(path, width, axis).values);
    std::copy_n(values.begin(), std::min(values.size(), static_cast<std::size_t>(width)),
                cells.begin() + static_cast<std::ptrdiff_t>(layer * width));
}

void LayerTables::setAttribute(const std::string& path, const std::string& name, Attribute value)
{
    m_tables.at(path).attributes[name] = std::move(value);
}

std::int64_t LayerTables::defined(const std::string& path) const
{
    const auto& cells = m_tables.at(path).as<double>();
    return std::count_if(cells.begin(), cells.end(),
                         [](double value) { return !std::isnan(value); });
}

double LayerTables::mean(const std::string& path) const
{
    double sum = 0.0;
    for (const double value : m_tables.at(path).as<double>()) {
        sum += std::isnan(value) ? 0.0 : value;
    }
    const std::int64_t count = defined(path);
    return count > 0 ? sum / static_cast<double>(count) : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Table> LayerTables::tables() const
{
    std::vector<Table> all;
    for (const auto& [path, table] : m_tables) {
        all.push_back(table);
    }
    return all;
}

} // namespace neurograft
