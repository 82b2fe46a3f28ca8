// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/sweep_tables.h"

#include "core/store/table_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <optional>

namespace neurograft {

namespace {

using Texts = std::vector<std::string>;

constexpr double kNoMetric = std::numeric_limits<double>::quiet_NaN();

std::optional<double> numberOfLabel(const std::string& label)
{
    double value = 0.0;
    const char* const end = label.data() + label.size();
    const auto [next, code] = std::from_chars(label.data(), end, value);
    return code == std::errc() && next == end ? std::optional<double>(value) : std::nullopt;
}

std::int64_t extent(std::size_t size)
{
    return static_cast<std::int64_t>(size);
}

template <class Value>
Table columnTable(const std::string& path, const char* axis, std::vector<Value> values)
{
    Table table;
    table.path = "sweep/" + path;
    table.shape = {extent(values.size())};
    table.axes = {axis};
    table.values = std::move(values);
    return table;
}

/// A table of text with a heading for each column.
Table textTable(const std::string& path, const char* axis, const Texts& columns, Texts cells)
{
    Table table;
    table.path = "sweep/" + path;
    table.shape = {extent(cells.size() / columns.size()), extent(columns.size())};
    table.axes = {axis, "column"};
    table.attributes["columns"] = nlohmann::json(columns).dump();
    table.values = std::move(cells);
    return table;
}

/// Names of all metrics, in the order in which the cells have them first.
Texts metricNames(const std::vector<SweptCell>& cells)
{
    Texts names;
    for (const SweptCell& cell : cells) {
        for (const auto& [name, value] : cell.metrics) {
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(name);
            }
        }
    }
    return names;
}

Table axisTable(const SweepAxis& axis, std::size_t index, const std::vector<SweptCell>& cells)
{
    Texts labels;
    std::vector<double> numbers;
    for (const SweptCell& cell : cells) {
        labels.push_back(axis.values[cell.values[index]].label);
        if (const auto number = numberOfLabel(labels.back())) {
            numbers.push_back(*number);
        }
    }
    return numbers.size() == labels.size()
        ? columnTable("axis/" + axis.name, "cell", std::move(numbers))
        : columnTable("axis/" + axis.name, "cell", std::move(labels));
}

/// As tableCell() writes numbers; nothing for none.
std::string metricText(double value)
{
    return std::isnan(value) ? std::string()
                             : tableCell(columnTable("", "", std::vector<double>{value}), 0);
}

} // namespace

std::vector<SweptGroup> groupsOverSeeds(const std::vector<SweepAxis>& axes,
                                        const std::vector<SweptCell>& cells)
{
    std::vector<SweptGroup> groups;
    std::map<std::vector<std::size_t>, std::size_t> places;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::vector<std::size_t> key;
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            if (axes[axis].name != kSeedAxis) {
                key.push_back(cells[i].values[axis]);
            }
        }
        const auto [place, isNew] = places.emplace(key, groups.size());
        if (isNew) {
            groups.push_back({key, {}});
        }
        if (cells[i].isFinished) {
            groups[place->second].cells.push_back(i);
        }
    }
    return groups;
}

MeanAndDeviation meanOfMeasured(const std::vector<double>& values)
{
    std::vector<double> measured;
    std::copy_if(values.begin(), values.end(), std::back_inserter(measured),
                 [](double value) { return !std::isnan(value); });
    return measured.empty() ? MeanAndDeviation{kNoMetric, kNoMetric, 0}
                            : meanAndDeviation(measured);
}

std::vector<Table> sweepTables(const std::vector<SweepAxis>& axes,
                               const std::vector<SweptCell>& cells)
{
    const Texts metrics = metricNames(cells);
    std::vector<Table> tables;

    Texts columns{"cell"};
    Texts names;
    std::vector<std::uint8_t> finished;
    for (const SweepAxis& axis : axes) {
        columns.push_back(axis.name);
    }
    columns.insert(columns.end(), metrics.begin(), metrics.end());
    Texts rows;
    for (const SweptCell& cell : cells) {
        names.push_back(cell.name);
        finished.push_back(cell.isFinished ? 1 : 0);
        rows.push_back(cell.name);
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            rows.push_back(axes[axis].values[cell.values[axis]].label);
        }
        for (const std::string& metric : metrics) {
            rows.push_back(metricText(metricNamed(cell.metrics, metric)));
        }
    }
    tables.push_back(textTable("rows", "cell", columns, std::move(rows)));
    tables.push_back(columnTable("cell", "cell", std::move(names)));
    tables.push_back(columnTable("finished", "cell", std::move(finished)));
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        tables.push_back(axisTable(axes[axis], axis, cells));
    }
    for (const std::string& metric : metrics) {
        std::vector<double> values;
        for (const SweptCell& cell : cells) {
            values.push_back(metricNamed(cell.metrics, metric));
        }
        tables.push_back(columnTable("metric/" + metric, "cell", std::move(values)));
    }

    const std::vector<SweptGroup> groups = groupsOverSeeds(axes, cells);
    columns.clear();
    for (const SweepAxis& axis : axes) {
        if (axis.name != kSeedAxis) {
            columns.push_back(axis.name);
        }
    }
    columns.emplace_back("seeds");
    for (const std::string& metric : metrics) {
        columns.push_back(metric);
        columns.push_back(metric + " sd");
    }
    std::map<std::string, std::vector<double>> means;
    std::map<std::string, std::vector<double>> deviations;
    std::vector<std::int32_t> seeds;
    rows = {};
    for (const SweptGroup& group : groups) {
        std::size_t place = 0;
        for (const SweepAxis& axis : axes) {
            if (axis.name != kSeedAxis) {
                rows.push_back(axis.values[group.values[place++]].label);
            }
        }
        seeds.push_back(static_cast<std::int32_t>(group.cells.size()));
        rows.push_back(std::to_string(group.cells.size()));
        for (const std::string& metric : metrics) {
            std::vector<double> values;
            for (const std::size_t cell : group.cells) {
                values.push_back(metricNamed(cells[cell].metrics, metric));
            }
            const MeanAndDeviation sum = meanOfMeasured(values);
            means[metric].push_back(sum.mean);
            deviations[metric].push_back(sum.deviation);
            rows.push_back(metricText(sum.mean));
            rows.push_back(metricText(sum.deviation));
        }
    }
    tables.push_back(textTable("summary", "group", columns, std::move(rows)));
    tables.push_back(columnTable("seeds", "group", std::move(seeds)));
    for (const std::string& metric : metrics) {
        tables.push_back(columnTable("mean/" + metric, "group", std::move(means[metric])));
        tables.push_back(columnTable("sd/" + metric, "group", std::move(deviations[metric])));
    }
    return tables;
}

std::optional<Table> publishedTable(const std::string& step,
                                    const std::vector<PublishedNumber>& published)
{
    const std::string prefix = step + "/";
    Texts rows;
    for (const PublishedNumber& number : published) {
        if (number.metric.compare(0, prefix.size(), prefix) == 0) {
            rows.insert(rows.end(),
                        {number.row, number.column, metricText(number.value), number.unit,
                         number.metric.substr(prefix.size()), nlohmann::json(number.where).dump(),
                         number.source, number.note});
        }
    }
    if (rows.empty()) {
        return std::nullopt;
    }
    return textTable("published", "number",
                     {"row", "column", "value", "unit", "metric", "where", "source", "note"},
                     std::move(rows));
}

} // namespace neurograft
