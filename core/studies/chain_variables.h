// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace neurograft {

/// What a `${name}` of a chain stands for.
struct ChainVariable {
    nlohmann::ordered_json value;
    bool isResult = false; ///< of other tasks: its place is no part of a fingerprint
    std::vector<std::size_t> tasks; ///< that make it
    std::string missing; ///< what is expected of a path that was not given; empty otherwise
};

/// Puts values for variables in JSON and keeps account of what was named.
class ChainVariables {
public:
    void set(const std::string& name, ChainVariable variable);

    /// @param path JSON path of the value, with the study's name, for messages
    /// @throws StudyError for a name that is none, or a path that was not given
    nlohmann::ordered_json resolved(const nlohmann::ordered_json& value, const std::string& path);
    /// The same with `${name}` left where a result is named.
    nlohmann::ordered_json symbolic(const nlohmann::ordered_json& value, const std::string& path);

    const std::set<std::string>& named() const { return m_named; }
    void forgetNamed() { m_named.clear(); }
    void rememberNamed(const std::set<std::string>& names)
    {
        m_named.insert(names.begin(), names.end());
    }
    const ChainVariable* find(const std::string& name) const;

private:
    nlohmann::ordered_json replaced(const nlohmann::ordered_json& value, const std::string& path,
                                    bool keepsResults);
    const ChainVariable& at(const std::string& name, const std::string& path);

    std::map<std::string, ChainVariable> m_variables;
    std::set<std::string> m_named;
};

} // namespace neurograft
