// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/table_attributes.h"

namespace neurograft {

namespace {

const Attribute* findAttribute(const Table& table, const char* name)
{
    const auto found = table.attributes.find(name);
    return found == table.attributes.end() ? nullptr : &found->second;
}

} // namespace

QString textAttribute(const Table& table, const char* name)
{
    const Attribute* attribute = findAttribute(table, name);
    const auto* text = attribute != nullptr ? std::get_if<std::string>(attribute) : nullptr;
    return text != nullptr ? QString::fromStdString(*text) : QString();
}

std::optional<double> numberAttribute(const Table& table, const char* name)
{
    const Attribute* attribute = findAttribute(table, name);
    if (attribute == nullptr) {
        return std::nullopt;
    }
    if (const auto* whole = std::get_if<std::int64_t>(attribute)) {
        return static_cast<double>(*whole);
    }
    const auto* real = std::get_if<double>(attribute);
    return real != nullptr ? std::optional(*real) : std::nullopt;
}

} // namespace neurograft
