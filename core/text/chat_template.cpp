// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

#include "core/support/atomic_file.h"
#include "core/text/json_file.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr const char* kKey = "chat_template";

/// The template of a JSON file: a text, or a list of {"name", "template"}.
std::string templateIn(const fs::path& path)
{
    const nlohmann::json file = parseJsonFile(readFile(path), path.string());
    const auto found = file.find(kKey);
    if (found == file.end()) {
        return {};
    }
    if (found->is_string()) {
        return found->get<std::string>();
    }
    if (found->is_array()) {
        for (const nlohmann::json& named : *found) {
            const bool isText = named.is_object()
                && named.value("name", nlohmann::json()) == "default"
                && named.value("template", nlohmann::json()).is_string();
            if (isText) {
                return named.at("template").get<std::string>();
            }
        }
    }
    return {};
}

} // namespace

std::string readChatTemplate(const fs::path& folder)
{
    const fs::path jinja = folder / "chat_template.jinja";
    if (fs::exists(jinja)) {
        return readFile(jinja);
    }
    for (const char* name : {"chat_template.json", "tokenizer_config.json"}) {
        if (fs::exists(folder / name)) {
            std::string text = templateIn(folder / name);
            if (!text.empty()) {
                return text;
            }
        }
    }
    return {};
}

} // namespace neurograft
