// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter_config.h"

#include "core/checkpoint/json_fields.h"
#include "core/run/error.h"
#include "core/support/atomic_file.h"
#include "core/text/regex.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kLargestRank = 1 << 20;

/// Switches of LoRA variants that compute something else.
constexpr std::array<std::pair<const char*, const char*>, 4> kVariants{{
    {"use_dora", "DoRA"},
    {"use_qalora", "QALoRA"},
    {"lora_bias", "LoRA with a bias of its own (lora_bias)"},
    {"use_bdlora", "BD-LoRA"},
}};

/// Keys whose values mean more than low-rank factors when there are any.
constexpr std::array<std::pair<const char*, const char*>, 5> kExtras{{
    {"modules_to_save", "whole modules beside the factors (modules_to_save)"},
    {"trainable_token_indices", "trained token rows (trainable_token_indices)"},
    {"layer_replication", "replicated layers (layer_replication)"},
    {"alora_invocation_tokens", "activated LoRA (aLoRA)"},
    {"target_parameters", "factors of bare parameters (target_parameters)"},
}};

[[noreturn]] void refuseKind(const std::string& where, const std::string& kind)
{
    throw FormatError(
        where, "a plain LoRA adapter", kind,
        "Merge it into its base with the program that made it, then open the result.");
}

void requirePlainLora(const JsonFields& fields)
{
    const std::string kind = fields.text("peft_type", "");
    if (kind != "LORA") {
        refuseKind(fields.where() + ": peft_type", kind.empty() ? "no such key" : "kind " + kind);
    }
    for (const auto& [key, name] : kVariants) {
        if (fields.flag(key, false)) {
            refuseKind(fields.where() + ": " + key, name);
        }
    }
    for (const auto& [key, name] : kExtras) {
        if (fields.has(key) && !fields.at(key).empty()) {
            refuseKind(fields.where() + ": " + key, name);
        }
    }
    if (const std::string bias = fields.text("bias", "none"); bias != "none") {
        refuseKind(fields.where() + ": bias", "trained biases (\"" + bias + "\")");
    }
}

/// A map of patterns in the order of the file, which decides which one wins.
std::vector<std::pair<std::string, double>> readPatterns(const nlohmann::ordered_json& config,
                                                         const JsonFields& fields, const char* key)
{
    std::vector<std::pair<std::string, double>> patterns;
    if (!fields.has(key)) {
        return patterns;
    }
    const auto& map = config.at(key);
    if (!map.is_object()) {
        fields.refuse(key, "an object of module patterns and numbers");
    }
    for (const auto& [pattern, value] : map.items()) {
        if (!value.is_number() || !(value.get<double>() > 0.0)) {
            throw FormatError(fields.where() + ": " + key + "." + pattern, "a number above 0",
                              value.dump());
        }
        patterns.emplace_back(pattern, value.get<double>());
    }
    return patterns;
}

/// PEFT's rule: the regular expression (.*\.)?(pattern)$ matches from the start (D33).
bool matches(const std::string& pattern, const std::string& modulePath, const std::string& where)
{
    if (pattern.find_first_of("^$*+?()[]{}|\\") != std::string::npos) {
        return !Regex("^(?:.*\\.)?(?:" + pattern + ")$", where).findAll(modulePath).empty();
    }
    // The common case, a name or a dotted end, without a regular expression; a dot is any
    // character.
    if (pattern.size() > modulePath.size()) {
        return false;
    }
    const std::size_t begin = modulePath.size() - pattern.size();
    const bool isEnd = std::equal(pattern.begin(), pattern.end(),
                                  modulePath.begin() + static_cast<std::ptrdiff_t>(begin),
                                  [](char p, char c) { return p == '.' || p == c; });
    return isEnd && (begin == 0 || modulePath[begin - 1] == '.');
}

double valueFor(const std::vector<std::pair<std::string, double>>& patterns, double fallback,
                const std::string& modulePath, const std::string& where)
{
    for (const auto& [pattern, value] : patterns) {
        if (matches(pattern, modulePath, where)) {
            return value;
        }
    }
    return fallback;
}

} // namespace

AdapterConfig AdapterConfig::read(const fs::path& folder)
{
    const fs::path path = folder / "adapter_config.json";
    if (!fs::exists(path)) {
        throw FormatError(folder.string(), "an adapter folder with adapter_config.json",
                          fs::is_directory(folder) ? "no such file in it"
                              : fs::exists(folder) ? "a file"
                                                   : "nothing");
    }
    const JsonFields fields = JsonFields::fromFile(path);
    requirePlainLora(fields);
    AdapterConfig config;
    config.m_where = fields.where();
    config.m_rank = static_cast<double>(fields.requiredCount("r", kLargestRank));
    if (!fields.has("lora_alpha")) {
        fields.refuse("lora_alpha", "a number");
    }
    config.m_alpha = fields.number("lora_alpha", 0.0);
    config.m_usesRsLora = fields.flag("use_rslora", false);
    const auto ordered = nlohmann::ordered_json::parse(readFile(path));
    config.m_rankPatterns = readPatterns(ordered, fields, "rank_pattern");
    config.m_alphaPatterns = readPatterns(ordered, fields, "alpha_pattern");
    if (fields.has("init_lora_weights") && fields.at("init_lora_weights").is_string()) {
        config.m_initialization = fields.text("init_lora_weights", "");
    }
    for (const char* word : {"pissa", "olora", "corda"}) {
        config.m_needsModifiedBase =
            config.m_needsModifiedBase || config.m_initialization.rfind(word, 0) == 0;
    }
    config.m_needsModifiedBase = config.m_needsModifiedBase || hasInitialFactors(folder);
    return config;
}

fs::path initialFolder(const fs::path& adapter)
{
    return adapter / "initial";
}

bool hasInitialFactors(const fs::path& adapter)
{
    return fs::exists(initialFolder(adapter) / "adapter_config.json");
}

AdapterConfig::Strength AdapterConfig::strengthOf(const std::string& modulePath) const
{
    const double rank = valueFor(m_rankPatterns, m_rank, modulePath, m_where + ": rank_pattern");
    const double alpha =
        valueFor(m_alphaPatterns, m_alpha, modulePath, m_where + ": alpha_pattern");
    return {static_cast<std::int64_t>(rank), alpha / (m_usesRsLora ? std::sqrt(rank) : rank)};
}

} // namespace neurograft
