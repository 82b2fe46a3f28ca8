// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/command_line_text.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <utility>

namespace neurograft {

std::string commaList(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ",") + word;
    }
    return text;
}

std::string shortNumber(double value)
{
    return nlohmann::json(value).dump();
}

void CommandLineText::addOverlay(const std::string& role, const ModelOverlay& overlay)
{
    for (const auto& [word, paths] : {std::pair("-adapter", &overlay.adapters),
                                      std::pair("-residual-adapter", &overlay.residualAdapters),
                                      std::pair("-delta", &overlay.deltas)}) {
        for (const std::filesystem::path& path : *paths) {
            add((role + word).c_str(), path.string());
        }
    }
}

} // namespace neurograft
