// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/transfer_study.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// What a transfer is asked for besides its models and rows: the values of a TransferStudy by the
/// names they have in its JSON ("rank", "laten/steps"), beside the defaults of method and mode. So
/// a form is a table of names, and a method that has more of them needs no more code.
class TransferOptions {
public:
    explicit TransferOptions(const std::string& method = "laten",
                             const std::string& mode = "corrected");
    /// Options of a study; models, rows, seed and devices are left out.
    explicit TransferOptions(const TransferStudy& study);

    const std::string& method() const { return m_study.method; }
    const std::string& mode() const { return m_study.mode; }
    /// What is at its default follows that of the new mode.
    void setMode(const std::string& mode);
    void restoreDefaults();

    /// The options as a study without models and rows.
    const TransferStudy& study() const { return m_study; }
    /// Null for a name that the study does not have.
    nlohmann::json value(const std::string& key) const;
    nlohmann::json standard(const std::string& key) const;
    bool isStandard(const std::string& key) const { return value(key) == standard(key); }
    /// @throws StudyError when it is no value of that name
    void set(const std::string& key, const nlohmann::json& value);
    /// Every name, and those whose value is not the default.
    std::vector<std::string> keys() const;
    std::vector<std::string> changedKeys() const;

    /// Method, mode and what differs from their defaults.
    nlohmann::json toJson() const;
    /// What the object says wrongly is left at its default.
    static TransferOptions fromJson(const nlohmann::json& json);

    friend bool operator==(const TransferOptions& a, const TransferOptions& b)
    {
        return a.m_values == b.m_values;
    }
    friend bool operator!=(const TransferOptions& a, const TransferOptions& b) { return !(a == b); }

private:
    void take(const TransferStudy& study);

    TransferStudy m_study;
    nlohmann::json m_values; ///< studyText() of it
    nlohmann::json m_standard; ///< the same of method and mode
};

} // namespace neurograft
