// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/example_slices.h"

#include "core/data/dataset.h"
#include "core/run/error.h"

#include <QUndoStack>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace neurograft {

namespace {

using Json = nlohmann::json;

std::string textOfRows(const std::vector<int>& rows)
{
    std::vector<std::int64_t> fromOne;
    std::transform(rows.begin(), rows.end(), std::back_inserter(fromOne),
                   [](int row) { return std::int64_t{row} + 1; });
    return rowListText(fromOne);
}

std::vector<int> rowsOfText(const Json& value, const std::string& where)
{
    if (!value.is_string()) {
        throw FormatError(where, "a list of rows such as \"3,7-9\"", value.type_name());
    }
    std::vector<int> rows;
    const auto text = value.get<std::string>();
    if (text.empty()) {
        return rows;
    }
    try {
        for (const std::int64_t row : parseRowList(text)) {
            if (row < 1) {
                throw FormatError(where, "rows from 1", std::to_string(row));
            }
            rows.push_back(static_cast<int>(row) - 1);
        }
    } catch (const UsageError& error) {
        throw FormatError(where, error.expected(), error.got());
    }
    return rows;
}

const Json& objectAt(const Json& value, const std::string& where)
{
    if (!value.is_object()) {
        throw FormatError(where, "a JSON object", value.type_name());
    }
    return value;
}

} // namespace

/// One undoable change: all stars and slices before and after, which are small.
class ExampleSlices::Change : public QUndoCommand {
public:
    Change(ExampleSlices* slices, State after, const QString& text)
        : QUndoCommand(text), m_slices(slices), m_before(slices->m_state), m_after(std::move(after))
    {
    }
    void undo() override { apply(m_before); }
    void redo() override { apply(m_after); }

private:
    void apply(const State& state)
    {
        m_slices->m_state = state;
        Q_EMIT m_slices->changed();
    }
    ExampleSlices* m_slices;
    State m_before;
    State m_after;
};

ExampleSlices::ExampleSlices(QUndoStack* undo, QObject* parent) : QObject(parent), m_undo(undo) { }

void ExampleSlices::change(const State& state, const QString& text)
{
    m_undo->push(new Change(this, state, text)); // redo() applies it
}

bool ExampleSlices::isStarred(const QString& data, int row) const
{
    const auto parts = m_state.constFind(data);
    return parts != m_state.constEnd() && parts->stars.count(row) > 0;
}

std::vector<int> ExampleSlices::starred(const QString& data) const
{
    const std::set<int> stars = m_state.value(data).stars;
    return {stars.begin(), stars.end()};
}

void ExampleSlices::toggleStar(const QString& data, int row)
{
    State next = m_state;
    std::set<int>& stars = next[data].stars;
    const bool isNew = stars.insert(row).second;
    if (!isNew) {
        stars.erase(row);
    }
    change(next, isNew ? tr("Star row %1").arg(row + 1) : tr("Unstar row %1").arg(row + 1));
}

QStringList ExampleSlices::slices(const QString& data) const
{
    return m_state.value(data).slices.keys();
}

bool ExampleSlices::hasSlice(const QString& data, const QString& name) const
{
    return m_state.value(data).slices.contains(name);
}

std::vector<int> ExampleSlices::rows(const QString& data, const QString& name) const
{
    return m_state.value(data).slices.value(name);
}

void ExampleSlices::setSlice(const QString& data, const QString& name, const std::vector<int>& rows)
{
    State next = m_state;
    next[data].slices[name] = rows;
    change(next, tr("Slice %1").arg(name));
}

void ExampleSlices::renameSlice(const QString& data, const QString& from, const QString& to)
{
    if (from == to || !hasSlice(data, from) || hasSlice(data, to)) {
        return;
    }
    State next = m_state;
    next[data].slices[to] = next[data].slices.take(from);
    change(next, tr("Rename slice %1 to %2").arg(from, to));
}

void ExampleSlices::removeSlice(const QString& data, const QString& name)
{
    if (hasSlice(data, name)) {
        State next = m_state;
        next[data].slices.remove(name);
        change(next, tr("Remove slice %1").arg(name));
    }
}

void ExampleSlices::dropRow(const QString& data, int row)
{
    const auto left = [row](const auto& rows) {
        std::vector<int> kept;
        for (const int other : rows) {
            if (other != row) {
                kept.push_back(other > row ? other - 1 : other);
            }
        }
        return kept;
    };
    State next = m_state;
    Parts& parts = next[data];
    const std::vector<int> stars = left(parts.stars);
    parts.stars = {stars.begin(), stars.end()};
    for (std::vector<int>& rows : parts.slices) {
        rows = left(rows);
    }
    if (!(parts == m_state.value(data))) {
        change(next, tr("Remove row %1").arg(row + 1));
    }
}

std::string ExampleSlices::toJson() const
{
    Json all = Json::object();
    for (auto data = m_state.cbegin(); data != m_state.cend(); ++data) {
        Json slices = Json::object();
        for (auto slice = data->slices.cbegin(); slice != data->slices.cend(); ++slice) {
            slices[slice.key().toStdString()] = textOfRows(slice.value());
        }
        if (!data->stars.empty() || !slices.empty()) {
            all[data.key().toStdString()] = {{"stars", textOfRows(starred(data.key()))},
                                             {"slices", slices}};
        }
    }
    return all.dump();
}

void ExampleSlices::fromJson(const std::string& text, const std::string& where)
{
    State state;
    const Json all = Json::parse(text, nullptr, false);
    for (const auto& [data, value] : objectAt(all, where).items()) {
        const std::string place = where + "/" + data;
        const Json& kept = objectAt(value, place);
        Parts parts;
        for (const int row : rowsOfText(kept.value("stars", Json("")), place + "/stars")) {
            parts.stars.insert(row);
        }
        const Json slices = kept.value("slices", Json::object());
        for (const auto& [name, rows] : objectAt(slices, place + "/slices").items()) {
            parts.slices[QString::fromStdString(name)] =
                rowsOfText(rows, place + "/slices/" + name);
        }
        state[QString::fromStdString(data)] = parts;
    }
    m_state = state;
    Q_EMIT changed();
}

} // namespace neurograft
