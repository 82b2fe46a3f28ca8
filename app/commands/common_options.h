// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "core/run/model_overlay.h"

#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// Adds --json, --quiet, --verbose, --device, --dtype, --threads, --seed and --deterministic.
void addCommonOptions(CLI::App& parser, CommonOptions& options);

/// Options that lay changes over a model.
struct OverlayOptions {
    std::vector<std::string> adapters;
    std::vector<std::string> residualAdapters;
    std::vector<std::string> deltas;

    ModelOverlay overlay() const;
};

/// Adds --adapter, --residual-adapter and --delta, each repeatable; with a role ("teacher")
/// --teacher-adapter and so on.
void addOverlayOptions(CLI::App& parser, OverlayOptions& options, const std::string& role = {});

/// "0-7" or "3" → first and last layer. @throws UsageError
std::pair<std::int64_t, std::int64_t> parseLayerRange(const std::string& text);

/// @throws UsageError when a device, dtype or number of threads cannot be meant
void checkCommonOptions(const CommonOptions& options);

/// @throws UsageError unless @p dtype is auto, float32, bfloat16 or float16
void checkDtype(const std::string& option, const std::string& dtype);

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
