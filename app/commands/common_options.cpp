// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/common_options.h"

#include "app/commands/nearest_match.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace neurograft {

namespace {

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

} // namespace

void addCommonOptions(CLI::App& parser, CommonOptions& options)
{
    const std::string group = "Common options";
    parser.add_flag("--json", options.json, "Print exactly one JSON object")->group(group);
    parser.add_flag("--quiet", options.quiet, "No progress, no log")->group(group);
    parser.add_flag("--verbose", options.verbose, "Log details too")->group(group);
    parser.add_option("--device", options.device, "auto, cpu, cuda or cuda:N (default auto)")
        ->group(group)
        ->type_name("DEVICE");
    parser
        .add_option(
            "--dtype", options.dtype,
            "auto, float32, bfloat16 or float16 (default auto: float32 on the CPU, the stored "
            "type on a GPU)")
        ->group(group)
        ->type_name("DTYPE");
    parser.add_option("--threads", options.threads, "CPU threads (default: all cores)")
        ->group(group)
        ->type_name("N");
    parser.add_option("--seed", options.seed, "Seed of every draw (default 42)")
        ->group(group)
        ->type_name("N");
    parser
        .add_flag("--deterministic", options.deterministic,
                  "Equal bytes for equal studies on this machine")
        ->group(group);
}

ModelOverlay OverlayOptions::overlay() const
{
    return {{adapters.begin(), adapters.end()},
            {deltas.begin(), deltas.end()},
            {residualAdapters.begin(), residualAdapters.end()}};
}

void addOverlayOptions(CLI::App& parser, OverlayOptions& options, const std::string& role)
{
    const std::string prefix = role.empty() ? "--" : "--" + role + "-";
    const std::string model = role.empty() ? "model" : role;
    // One value per use, so that a word that follows is not taken for another folder.
    const auto add = [&](const char* name, std::vector<std::string>& values,
                         const std::string& what, const char* type) {
        parser.add_option(prefix + name, values, what + "; may be given several times")
            ->type_name(type)
            ->allow_extra_args(false);
    };
    add("adapter", options.adapters, "PEFT LoRA folder laid over the " + model, "DIR");
    add("residual-adapter", options.residualAdapters,
        "PEFT folder laid over the " + model
            + " without the factors the adapter began with (PiSSA)",
        "DIR");
    add("delta", options.deltas, "Delta file laid over the " + model, "FILE");
}

std::pair<std::int64_t, std::int64_t> parseLayerRange(const std::string& text)
{
    const char* const end = text.data() + text.size();
    std::int64_t first = -1;
    auto [next, code] = std::from_chars(text.data(), end, first);
    std::int64_t last = first;
    if (code == std::errc() && next != end && *next == '-') {
        const auto second = std::from_chars(next + 1, end, last);
        next = second.ptr;
        code = second.ec;
    }
    if (code != std::errc() || next != end || first < 0 || last < first) {
        throw UsageError("--layers", "a range such as 0-7, or one layer", "'" + text + "'");
    }
    return {first, last};
}

void checkDevice(const std::string& option, const std::string& device)
{
    const bool isNumbered = device.rfind("cuda:", 0) == 0 && device.size() > 5 && device.size() < 9
        && std::all_of(device.begin() + 5, device.end(),
                       [](unsigned char c) { return std::isdigit(c) != 0; });
    if (!isNumbered) {
        requireChoice(option, device, {"auto", "cpu", "cuda", "cuda:N"});
        if (device == "cuda:N") {
            throw UsageError(option, "cuda:0, cuda:1, …", "'cuda:N'");
        }
    }
}

void checkDtype(const std::string& option, const std::string& dtype)
{
    requireChoice(option, dtype, {"auto", "float32", "bfloat16", "float16"});
}

void checkCommonOptions(const CommonOptions& options)
{
    checkDevice("--device", options.device);
    checkDtype("--dtype", options.dtype);
    if (options.threads < 0 || options.threads > 4096) {
        throw UsageError("--threads", "a number from 1 to 4096", std::to_string(options.threads));
    }
}

void requireChoice(const std::string& option, const std::string& value,
                   const std::vector<std::string>& choices)
{
    if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
        return;
    }
    const std::string nearest = nearestMatch(value, choices);
    throw UsageError(option, "one of " + joined(choices), "'" + value + "'",
                     nearest.empty() ? "" : "Did you mean " + nearest + "?");
}

std::vector<std::string> splitList(const std::string& text)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        std::string part = text.substr(begin, end - begin);
        const auto isBlank = [](unsigned char c) { return std::isspace(c) != 0; };
        part.erase(part.begin(), std::find_if_not(part.begin(), part.end(), isBlank));
        part.erase(std::find_if_not(part.rbegin(), part.rend(), isBlank).base(), part.end());
        if (!part.empty()) {
            parts.push_back(part);
        }
        begin = end + 1;
    }
    return parts;
}

std::vector<std::int32_t> parseIds(const std::string& option, const std::string& text)
{
    std::vector<std::int32_t> ids;
    const char* position = text.data();
    const char* const end = position + text.size();
    const auto isSeparator = [](char c) { return c == ',' || c == ' '; };
    while (position != end) {
        if (isSeparator(*position)) {
            ++position;
            continue;
        }
        std::int32_t id = 0;
        const auto [next, code] = std::from_chars(position, end, id);
        if (code != std::errc() || id < 0 || (next != end && !isSeparator(*next))) {
            throw UsageError(option, "token ids such as 1,2,3", "'" + text + "'");
        }
        ids.push_back(id);
        position = next;
    }
    if (ids.empty()) {
        throw UsageError(option, "token ids such as 1,2,3", "'" + text + "'");
    }
    return ids;
}

} // namespace neurograft
