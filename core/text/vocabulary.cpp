// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include "core/run/error.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

void Vocabulary::read(const JsonNode& node)
{
    if (!node.isObject()) {
        node.fail("an object of tokens and their ids");
    }
    m_ids.reserve(node.value().size());
    for (const auto& [token, id] : node.value().items()) {
        if (!id.is_number_integer() || id.get<std::int64_t>() < 0
            || id.get<std::int64_t>() > kLargestId) {
            node.at(token).fail("an id from 0 to " + std::to_string(kLargestId));
        }
        const auto number = id.get<std::int32_t>();
        if (number < size() && !tokenOf(number).empty()) {
            throw FormatError(node.where(), "one token for each id",
                              "id " + std::to_string(number) + " for \"" + tokenOf(number)
                                  + "\" and \"" + token + "\"");
        }
        add(token, number);
    }
}

void Vocabulary::add(std::string token, std::int32_t id)
{
    const auto at = static_cast<std::size_t>(id);
    if (at >= m_tokens.size()) {
        m_tokens.resize(at + 1);
    }
    m_tokens[at] = std::move(token);
    m_ids[m_tokens[at]] = id;
}

std::int32_t Vocabulary::idOf(std::string_view token) const
{
    const auto found = m_ids.find(token);
    return found == m_ids.end() ? kMissing : found->second;
}

const std::string& Vocabulary::tokenOf(std::int32_t id) const
{
    static const std::string kNone;
    return id < 0 || id >= size() ? kNone : m_tokens[static_cast<std::size_t>(id)];
}

} // namespace neurograft
