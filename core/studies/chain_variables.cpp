// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/studies/chain_variables.h"

#include "core/run/error.h"

#include <utility>

namespace neurograft {

void ChainVariables::set(const std::string& name, ChainVariable variable)
{
    m_variables[name] = std::move(variable);
}

const ChainVariable* ChainVariables::find(const std::string& name) const
{
    const auto found = m_variables.find(name);
    return found == m_variables.end() ? nullptr : &found->second;
}

const ChainVariable& ChainVariables::at(const std::string& name, const std::string& path)
{
    m_named.insert(name);
    const ChainVariable* variable = find(name);
    if (variable == nullptr) {
        std::string known;
        for (const auto& [other, value] : m_variables) {
            known += (known.empty() ? "" : ", ") + other;
        }
        throw StudyError(path, "a path or an earlier step: " + known, "${" + name + "}");
    }
    if (!variable->missing.empty()) {
        throw StudyError(path, variable->missing, "no path for ${" + name + "}",
                         "Pass --set " + name + "=PATH, or a file with all paths as --paths.");
    }
    return *variable;
}

nlohmann::ordered_json ChainVariables::resolved(const nlohmann::ordered_json& value,
                                                const std::string& path)
{
    return replaced(value, path, false);
}

nlohmann::ordered_json ChainVariables::symbolic(const nlohmann::ordered_json& value,
                                                const std::string& path)
{
    return replaced(value, path, true);
}

nlohmann::ordered_json ChainVariables::replaced(const nlohmann::ordered_json& value,
                                                const std::string& path, bool keepsResults)
{
    if (value.is_array()) {
        nlohmann::ordered_json list = nlohmann::ordered_json::array();
        for (std::size_t i = 0; i < value.size(); ++i) {
            list.push_back(replaced(value[i], path + "/" + std::to_string(i), keepsResults));
        }
        return list;
    }
    if (!value.is_string()) {
        return value;
    }
    const auto& text = value.get_ref<const std::string&>();
    std::string filled;
    std::size_t position = 0;
    while (position < text.size()) {
        const std::size_t begin = text.find("${", position);
        const std::size_t end = begin == std::string::npos ? begin : text.find('}', begin);
        if (end == std::string::npos) {
            break;
        }
        const std::string name = text.substr(begin + 2, end - begin - 2);
        const ChainVariable& variable = at(name, path);
        const bool isKept = keepsResults && variable.isResult;
        if (begin == 0 && end + 1 == text.size()) { // alone: of its own type
            return isKept ? value : variable.value;
        }
        if (variable.value.is_null()) {
            throw StudyError(path, "a variable with a value", "${" + name + "} is null",
                             "null leaves an option out; it cannot be part of a text.");
        }
        filled += text.substr(position, begin - position);
        if (isKept) {
            filled += text.substr(begin, end + 1 - begin);
        } else {
            filled += variable.value.is_string() ? variable.value.get<std::string>()
                                                 : variable.value.dump();
        }
        position = end + 1;
    }
    return filled + text.substr(position);
}

} // namespace neurograft
