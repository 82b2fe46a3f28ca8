// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/gathered_sweep.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace neurograft {

namespace {

using GatheredJson = nlohmann::ordered_json;

/// A table of text whose attribute `columns` names its columns.
class TextRows {
public:
    TextRows(const ResultFile& result, const std::string& file, const std::string& path)
        : m_place(file + ": " + path)
    {
        m_table = result.find(path);
        if (m_table == nullptr) {
            throw FormatError(m_place, "a table of text", "none");
        }
        const auto found = m_table->attributes.find("columns");
        const auto* text =
            found == m_table->attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
        const nlohmann::json names = nlohmann::json::parse(text ? *text : "", nullptr, false);
        if (names.is_array()) {
            for (const nlohmann::json& name : names) {
                m_columns.push_back(name.is_string() ? name.get<std::string>() : std::string());
            }
        }
        const bool isFine = m_table->shape.size() == 2 && !m_columns.empty()
            && m_table->shape[1] == static_cast<std::int64_t>(m_columns.size());
        if (!isFine) {
            throw FormatError(m_place, "a matrix of text with the attribute `columns`",
                              "another table");
        }
    }

    std::size_t count() const { return static_cast<std::size_t>(m_table->shape[0]); }
    const std::vector<std::string>& columns() const { return m_columns; }
    const std::string& place() const { return m_place; }
    const std::string& text(std::size_t row, const std::string& column) const
    {
        const auto found = std::find(m_columns.begin(), m_columns.end(), column);
        if (found == m_columns.end()) {
            throw FormatError(m_place, "a column \"" + column + "\"", "none");
        }
        return m_table->as<std::string>()[row * m_columns.size()
                                          + static_cast<std::size_t>(found - m_columns.begin())];
    }

private:
    std::string m_place;
    const Table* m_table = nullptr;
    std::vector<std::string> m_columns;
};

template <class Value>
std::vector<Value> gatheredColumn(const ResultFile& result, const std::string& file,
                                  const std::string& path, std::size_t count)
{
    const Table* table = result.find(path);
    if (table == nullptr || table->size() != static_cast<std::int64_t>(count)) {
        throw FormatError(file + ": " + path, std::to_string(count) + " values",
                          table == nullptr ? "no such table" : std::to_string(table->size()));
    }
    return table->as<Value>();
}

/// Index of the label of each axis of @p axes in a row.
std::vector<std::size_t> gatheredPlace(const TextRows& rows, std::size_t row,
                                       const std::vector<GatheredAxis>& axes)
{
    std::vector<std::size_t> place;
    for (const GatheredAxis& axis : axes) {
        const std::string& label = rows.text(row, axis.name);
        const auto found = std::find(axis.labels.begin(), axis.labels.end(), label);
        if (found == axis.labels.end()) {
            throw FormatError(rows.place() + ", row " + std::to_string(row),
                              "a value of the axis " + axis.name, "\"" + label + "\"");
        }
        place.push_back(static_cast<std::size_t>(found - axis.labels.begin()));
    }
    return place;
}

void readHead(const ResultFile& result, const std::string& name, GatheredSweep& sweep)
{
    const GatheredJson study = GatheredJson::parse(result.manifest.study, nullptr, false);
    const auto axes = study.is_object() ? study.find("sweep") : study.end();
    if (!study.is_object() || axes == study.end() || !axes->is_object()) {
        throw FormatError(name + ": study", "the axes of a sweep", "none");
    }
    sweep.title = study.value("title", std::string());
    sweep.step = study.value("step", std::string());
    for (const auto& [axis, labels] : axes->items()) {
        GatheredAxis read{axis, {}};
        for (const GatheredJson& label : labels) {
            read.labels.push_back(label.is_string() ? label.get<std::string>() : label.dump());
        }
        sweep.axes.push_back(std::move(read));
    }
}

PublishedNumber publishedIn(const TextRows& rows, std::size_t row)
{
    PublishedNumber number;
    number.row = rows.text(row, "row");
    number.column = rows.text(row, "column");
    number.unit = rows.text(row, "unit");
    number.metric = rows.text(row, "metric");
    number.source = rows.text(row, "source");
    number.note = rows.text(row, "note");
    const std::string& value = rows.text(row, "value");
    const char* const end = value.data() + value.size();
    const auto [next, code] = std::from_chars(value.data(), end, number.value);
    const nlohmann::json where = nlohmann::json::parse(rows.text(row, "where"), nullptr, false);
    if (code != std::errc() || next != end || !where.is_object()) {
        throw FormatError(rows.place() + ", row " + std::to_string(row),
                          "a number and the cells it is compared with", "\"" + value + "\"");
    }
    for (const auto& [axis, label] : where.items()) {
        number.where[axis] = label.is_string() ? label.get<std::string>() : label.dump();
    }
    return number;
}

} // namespace

std::vector<std::size_t> GatheredSweep::groupAxes() const
{
    std::vector<std::size_t> found;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
        if (axes[axis].name != kSeedAxis) {
            found.push_back(axis);
        }
    }
    return found;
}

bool isGatheredSweep(const ResultFile& result)
{
    return result.find("sweep/rows") != nullptr && result.find("sweep/summary") != nullptr;
}

GatheredSweep gatheredSweep(const ResultFile& result, const std::string& name)
{
    if (!isGatheredSweep(result)) {
        throw StudyError(name, "a gathered sweep (sweep/rows)",
                         result.tables.empty() ? "an empty result" : result.tables.front().path);
    }
    GatheredSweep sweep;
    readHead(result, name, sweep);
    const TextRows rows(result, name, "sweep/rows");
    const TextRows summary(result, name, "sweep/summary");
    const std::size_t named = 1 + sweep.axes.size(); // cell and axes come first
    for (std::size_t column = named; column < rows.columns().size(); ++column) {
        sweep.metrics.push_back(rows.columns()[column]);
    }
    std::vector<GatheredAxis> groupAxes;
    for (const std::size_t axis : sweep.groupAxes()) {
        groupAxes.push_back(sweep.axes[axis]);
    }
    for (std::size_t row = 0; row < rows.count(); ++row) {
        sweep.cells.push_back(gatheredPlace(rows, row, sweep.axes));
    }
    for (std::size_t row = 0; row < summary.count(); ++row) {
        sweep.groups.push_back(gatheredPlace(summary, row, groupAxes));
    }
    const std::size_t cells = sweep.cells.size();
    const std::size_t groups = sweep.groups.size();
    sweep.finished = gatheredColumn<std::uint8_t>(result, name, "sweep/finished", cells);
    sweep.seeds = gatheredColumn<std::int32_t>(result, name, "sweep/seeds", groups);
    for (const std::string& metric : sweep.metrics) {
        sweep.values[metric] =
            gatheredColumn<double>(result, name, "sweep/metric/" + metric, cells);
        sweep.means[metric] = gatheredColumn<double>(result, name, "sweep/mean/" + metric, groups);
        sweep.deviations[metric] =
            gatheredColumn<double>(result, name, "sweep/sd/" + metric, groups);
    }
    if (result.find("sweep/published") != nullptr) {
        const TextRows published(result, name, "sweep/published");
        for (std::size_t row = 0; row < published.count(); ++row) {
            sweep.published.push_back(publishedIn(published, row));
        }
    }
    return sweep;
}

double publishedShare(const PublishedNumber& number)
{
    return number.unit == "%" ? number.value / 100.0 : number.value;
}

} // namespace neurograft
