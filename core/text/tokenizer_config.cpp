// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_config.h"

#include "core/support/atomic_file.h"
#include "core/text/json_file.h"
#include "core/text/json_node.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

/// A token is written as a string or as an object with its content.
std::optional<std::string> readToken(const JsonNode& file, const char* key)
{
    const auto token = file.find(key);
    if (!token) {
        return std::nullopt;
    }
    return token->isObject() ? token->at("content").asString() : token->asString();
}

/// {"32000": {"content": …}, …}
std::vector<AddedToken> readAdded(const JsonNode& node)
{
    std::vector<AddedToken> tokens;
    if (!node.isObject()) {
        node.fail("an object of ids and tokens");
    }
    for (const auto& [key, entry] : node.value().items()) {
        const bool isNumber = !key.empty() && key.size() <= 8
            && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
        const std::int64_t id = isNumber ? std::stoll(key) : -1;
        if (id < 0 || id > Vocabulary::kLargestId) {
            node.at(key).fail("a token under its id");
        }
        tokens.push_back(readAddedToken(node.at(key)));
        tokens.back().id = static_cast<std::int32_t>(id);
    }
    std::sort(tokens.begin(), tokens.end(),
              [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    return tokens;
}

void readRoles(const JsonNode& file, TokenizerConfig& config)
{
    const std::pair<const char*, std::optional<std::string>*> roles[]{
        {"bos_token", &config.bosToken},
        {"eos_token", &config.eosToken},
        {"pad_token", &config.padToken},
        {"unk_token", &config.unkToken},
    };
    for (const auto& [key, token] : roles) {
        if (auto value = readToken(file, key)) {
            *token = std::move(value);
        }
    }
}

} // namespace

TokenizerConfig readTokenizerConfig(const fs::path& folder)
{
    TokenizerConfig config;
    const fs::path map = folder / "special_tokens_map.json";
    if (fs::exists(map)) {
        const nlohmann::json value = parseJsonFile(readFile(map), map.string());
        readRoles(JsonNode(value, map.string()), config);
    }
    config.hasChatTemplate =
        fs::exists(folder / "chat_template.jinja") || fs::exists(folder / "chat_template.json");
    const fs::path path = folder / "tokenizer_config.json";
    if (!fs::exists(path)) {
        return config;
    }
    const nlohmann::json value = parseJsonFile(readFile(path), path.string());
    const JsonNode file(value, path.string());
    readRoles(file, config);
    config.addsBos = file.boolOr("add_bos_token", true);
    config.addsEos = file.boolOr("add_eos_token", false);
    config.isLegacy = file.boolOr("legacy", true);
    config.addsPrefixSpace = file.boolOr("add_prefix_space", true);
    config.hasChatTemplate = config.hasChatTemplate || file.find("chat_template").has_value();
    if (const auto added = file.find("added_tokens_decoder")) {
        config.addedTokens = readAdded(*added);
    }
    return config;
}

} // namespace neurograft
