// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace neurograft {

/// Text of a model folder's chat template (Jinja), which nothing here executes:
/// chat_template.jinja, else `chat_template` of chat_template.json, else of tokenizer_config.json;
/// of several named ones that called "default". Empty when there is none.
/// @throws FormatError naming the file when it is broken
std::string readChatTemplate(const std::filesystem::path& folder);

} // namespace neurograft
