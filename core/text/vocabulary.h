// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_node.h"

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace neurograft {

/// Tokens and their ids, both ways. Ids may have gaps.
class Vocabulary {
public:
    static constexpr std::int32_t kMissing = -1;
    static constexpr std::int32_t kLargestId = (1 << 24) - 1;

    Vocabulary() = default;
    Vocabulary(const Vocabulary&) = delete;
    Vocabulary& operator=(const Vocabulary&) = delete;

    /// Reads an object {token: id}. @throws FormatError naming the key for anything else
    void read(const JsonNode& node);
    /// @pre 0 <= id <= kLargestId
    void add(std::string token, std::int32_t id);

    /// The id, or kMissing.
    std::int32_t idOf(std::string_view token) const;
    /// The token, or an empty one when no token has the id.
    const std::string& tokenOf(std::int32_t id) const;
    /// Number of distinct tokens.
    std::int32_t count() const { return static_cast<std::int32_t>(m_ids.size()); }
    /// Largest id + 1.
    std::int32_t size() const { return static_cast<std::int32_t>(m_tokens.size()); }

private:
    std::deque<std::string> m_tokens; ///< by id; a deque keeps the views below valid
    std::unordered_map<std::string_view, std::int32_t> m_ids;
};

} // namespace neurograft
