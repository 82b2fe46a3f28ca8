// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/selection_json.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <limits>

namespace neurograft {

namespace {

using Json = nlohmann::json;

const char* wordOf(Role role)
{
    return role == Role::Teacher ? "teacher" : "student";
}

struct ToJson {
    Json operator()(const std::monostate&) const { return nullptr; }
    Json operator()(const CellItem& cell) const
    {
        return {{"kind", "cell"},
                {"module", cell.module.toStdString()},
                {"student", cell.student},
                {"teacher", cell.teacher}};
    }
    Json operator()(const LayerItem& item) const
    {
        return {{"kind", "layer"}, {"role", wordOf(item.role)}, {"layer", item.layer}};
    }
    Json operator()(const NeuronItem& item) const
    {
        return {{"kind", "neuron"},
                {"role", wordOf(item.role)},
                {"layer", item.layer},
                {"module", item.module.toStdString()},
                {"index", item.index}};
    }
    Json operator()(const RowItem& item) const
    {
        return {{"kind", "row"}, {"data", item.data.toStdString()}, {"row", item.row}};
    }
    Json operator()(const PointItem& item) const
    {
        return {{"kind", "point"}, {"series", item.series.toStdString()}, {"layer", item.layer}};
    }
};

/// Takes members of one object, naming what is wrong with them.
class SelectionJsonMembers {
public:
    SelectionJsonMembers(const Json& object, std::string where)
        : m_object(object), m_where(std::move(where))
    {
        if (!object.is_object()) {
            throw FormatError(m_where, "an item such as {\"kind\": \"layer\", …}",
                              object.type_name());
        }
    }
    QString text(const char* key) const
    {
        const Json value = m_object.value(key, Json());
        if (!value.is_string()) {
            throw FormatError(m_where + "/" + key, "a text", value.type_name());
        }
        return QString::fromStdString(value.get<std::string>());
    }
    int number(const char* key, int least = 0) const
    {
        const Json value = m_object.value(key, Json());
        const bool isNumber = value.is_number_integer() && value.get<std::int64_t>() >= least
            && value.get<std::int64_t>() <= std::numeric_limits<int>::max();
        if (!isNumber) {
            throw FormatError(m_where + "/" + key, "a whole number from " + std::to_string(least),
                              value.dump());
        }
        return value.get<int>();
    }
    Role role() const
    {
        const QString word = text("role");
        if (word != QLatin1String("teacher") && word != QLatin1String("student")) {
            throw FormatError(m_where + "/role", "teacher or student", word.toStdString());
        }
        return word == QLatin1String("teacher") ? Role::Teacher : Role::Student;
    }
    [[noreturn]] void throwUnknownKind(const QString& kind) const
    {
        throw FormatError(m_where + "/kind", "cell, layer, neuron, row or point",
                          kind.toStdString());
    }

private:
    const Json& m_object;
    std::string m_where;
};

} // namespace

nlohmann::json selectionJson(const SelectionItem& item)
{
    return std::visit(ToJson(), item);
}

SelectionItem selectionFromJson(const nlohmann::json& value, const std::string& where)
{
    if (value.is_null()) {
        return {};
    }
    const SelectionJsonMembers members(value, where);
    const QString kind = members.text("kind");
    if (kind == QLatin1String("cell")) {
        return CellItem{members.text("module"), members.number("student"),
                        members.number("teacher")};
    }
    if (kind == QLatin1String("layer")) {
        return LayerItem{members.role(), members.number("layer")};
    }
    if (kind == QLatin1String("neuron")) {
        return NeuronItem{members.role(), members.number("layer"), members.text("module"),
                          members.number("index")};
    }
    if (kind == QLatin1String("row")) {
        return RowItem{members.text("data"), members.number("row", 1)};
    }
    if (kind == QLatin1String("point")) {
        return PointItem{members.text("series"), members.number("layer")};
    }
    members.throwUnknownKind(kind);
}

} // namespace neurograft
