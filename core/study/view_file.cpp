// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/view_file.h"

#include "core/run/error.h"
#include "core/support/atomic_file.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

fs::path freeBrokenName(const fs::path& path)
{
    fs::path name = fs::path(path).concat(".broken");
    std::error_code error;
    for (int count = 2; fs::exists(name, error); ++count) {
        name = fs::path(path).concat(".broken-" + std::to_string(count));
    }
    return name;
}

} // namespace

ViewFile parseViewFile(std::string_view text, const std::string& name)
{
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object()) {
        throw FormatError(name, "a JSON object",
                          document.is_discarded() ? "text that is no JSON" : document.type_name());
    }
    ViewFile view;
    for (const auto& [key, value] : document.items()) {
        if (key == "version") {
            if (!value.is_number_integer() || value.get<std::int64_t>() < 1) {
                throw FormatError(name + ": /version", "a whole number from 1", value.dump());
            }
            view.version = value.get<std::int64_t>();
        } else if (key == "sections") {
            if (!value.is_object()) {
                throw FormatError(name + ": /sections", "a JSON object", value.type_name());
            }
            for (const auto& [section, content] : value.items()) {
                view.sections[section] = content.dump();
            }
        } else {
            view.others[key] = value.dump();
        }
    }
    return view;
}

std::string viewText(const ViewFile& view)
{
    nlohmann::json document = nlohmann::json::object();
    for (const auto& [key, text] : view.others) {
        document[key] = nlohmann::json::parse(text);
    }
    document["version"] = view.version;
    nlohmann::json& sections = document["sections"] = nlohmann::json::object();
    for (const auto& [key, text] : view.sections) {
        sections[key] = nlohmann::json::parse(text);
    }
    return document.dump(1);
}

ViewFile readViewFile(const fs::path& path, std::string& brokenName)
{
    brokenName.clear();
    std::error_code error;
    if (!fs::exists(path, error)) {
        return {};
    }
    const std::string text = readFile(path);
    try {
        return parseViewFile(text, path.string());
    } catch (const FormatError&) {
        const fs::path kept = freeBrokenName(path);
        fs::rename(path, kept, error);
        if (!error) {
            brokenName = kept.filename().string();
        }
        return {};
    }
}

} // namespace neurograft
