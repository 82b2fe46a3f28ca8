// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/table_difference.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

std::string shapeText(const Table& table)
{
    std::string text;
    for (const std::int64_t extent : table.shape) {
        text += (text.empty() ? "" : " x ") + std::to_string(extent);
    }
    return text;
}

} // namespace

std::string measureFamily(const std::string& measure)
{
    for (const std::string ending : {"-biased", "-minibatch"}) {
        if (measure.size() > ending.size()
            && measure.compare(measure.size() - ending.size(), ending.size(), ending) == 0) {
            return measure.substr(0, measure.size() - ending.size());
        }
    }
    return measure;
}

TableDifference tableDifference(const Table& a, const Table& b, const std::string& path)
{
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    TableDifference result;
    result.mean = result.largest = kNaN;
    if (a.shape.size() != 2 || a.shape != b.shape) {
        result.obstacle = "A has " + shapeText(a) + " layers and B " + shapeText(b)
            + "; only maps of the same shape can be subtracted.";
        return result;
    }
    const std::vector<double>& left = a.as<double>();
    const std::vector<double>& right = b.as<double>();
    std::vector<double> values(left.size(), kNaN);
    double sum = 0.0;
    for (std::size_t cell = 0; cell < values.size(); ++cell) {
        values[cell] = left[cell] - right[cell];
        if (!std::isfinite(values[cell])) {
            values[cell] = kNaN;
            continue;
        }
        ++result.cells;
        sum += values[cell];
        if (!(std::abs(values[cell]) <= std::abs(result.largest))) {
            result.largest = values[cell];
            result.row = static_cast<std::int64_t>(cell) / a.shape[1];
            result.column = static_cast<std::int64_t>(cell) % a.shape[1];
        }
    }
    result.mean = result.cells > 0 ? sum / static_cast<double>(result.cells) : kNaN;
    result.table.path = path;
    result.table.shape = a.shape;
    result.table.axes = a.axes;
    result.table.unit = a.unit == b.unit ? a.unit : std::string();
    result.table.attributes = {
        {"n", result.cells}, {"mean", result.mean}, {"a", a.path}, {"b", b.path}};
    result.table.values = std::move(values);
    return result;
}

} // namespace neurograft
