// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// Adds --json, --quiet, --verbose, --device, --dtype, --threads, --seed and --deterministic.
void addCommonOptions(CLI::App& parser, CommonOptions& options);

/// @throws UsageError when a device, dtype or number of threads cannot be meant
void checkCommonOptions(const CommonOptions& options);

/// @throws UsageError unless @p device is auto, cpu, cuda or cuda:N
void checkDevice(const std::string& option, const std::string& device);

/// @throws UsageError naming the nearest choice when @p value is not one of @p choices
void requireChoice(const std::string& option, const std::string& value,
                   const std::vector<std::string>& choices);

/// "a,b,c" → its parts without empty ones.
std::vector<std::string> splitList(const std::string& text);

/// "1,2,3" (commas or blanks) → numbers. @throws UsageError naming @p option
std::vector<std::int32_t> parseIds(const std::string& option, const std::string& text);

} // namespace neurograft
