// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/error.h"
#include "core/study/transfer_study.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

/// Options that change a study only when they are given, whatever it says before.
class TransferChanges {
public:
    template <class Value>
    void add(CLI::App& parser, const std::string& name, const std::string& help, const char* type,
             std::function<void(TransferStudy&, const Value&)> apply)
    {
        parser
            .add_option_function<Value>(
                name,
                [this, apply = std::move(apply)](const Value& value) {
                    m_changes.push_back(
                        [apply, value](TransferStudy& study) { apply(study, value); });
                },
                help)
            ->type_name(type);
    }
    void addFlag(CLI::App& parser, const std::string& name, const std::string& help,
                 std::function<void(TransferStudy&)> apply)
    {
        parser.add_flag_callback(
            name, [this, apply = std::move(apply)] { m_changes.push_back(apply); }, help);
    }
    /// --name on|off.
    void addSwitch(CLI::App& parser, const std::string& name, const std::string& help,
                   std::function<void(TransferStudy&, bool)> apply)
    {
        add<std::string>(
            parser, name, help, "on|off",
            [name, apply = std::move(apply)](TransferStudy& study, const std::string& value) {
                if (value != "on" && value != "off") {
                    throw UsageError(name, "on or off", "'" + value + "'");
                }
                apply(study, value == "on");
            });
    }

    void applyTo(TransferStudy& study) const
    {
        for (const auto& change : m_changes) {
            change(study);
        }
    }

private:
    std::vector<std::function<void(TransferStudy&)>> m_changes; ///< of the options given
};

} // namespace neurograft
