// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace neurograft {

/// Takes values out of one JSON object and insists that none is left: unknown keys are errors.
/// Every message carries the JSON path ("demo.study.json: /rows/limit").
class StudyReader {
public:
    /// @throws StudyError when @p object is no JSON object
    StudyReader(const nlohmann::json& object, std::string where);

    bool has(const std::string& key);
    std::string path(const std::string& key) const { return m_where + "/" + key; }

    /// Each leaves @p value as it is when the key is absent. @throws StudyError for a wrong type
    void take(const std::string& key, std::string& value);
    void take(const std::string& key, bool& value);
    void take(const std::string& key, std::vector<std::string>& value);
    void take(const std::string& key, std::vector<std::int64_t>& value);
    /// @param least, most bounds, both allowed
    void take(const std::string& key, std::int64_t& value, std::int64_t least,
              std::int64_t most = std::numeric_limits<std::int64_t>::max());
    /// The value of @p key as JSON; null when absent.
    nlohmann::json takeAny(const std::string& key);

    /// @throws StudyError naming the first key that nothing took
    void requireAllTaken() const;

private:
    const nlohmann::json* find(const std::string& key);

    const nlohmann::json& m_object;
    std::string m_where;
    std::set<std::string> m_taken;
};

} // namespace neurograft
