// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/generate.h"
#include "core/run/open_model.h"

#include <filesystem>
#include <string>

namespace neurograft {

/// "neurograft logits --model T --text … --top 20": the command that prints the same next tokens.
std::string logitsCommandLine(const std::filesystem::path& model, const OpenModelOptions& options,
                              const ModelOverlay& overlay, const std::string& text, int top);

/// "neurograft generate --model T --text … --max-new-tokens 64": the command that writes the same
/// continuation. Device, dtype and overlay are those of @p options.
std::string generateCommandLine(const std::filesystem::path& model, const std::string& text,
                                const GenerateOptions& options);

} // namespace neurograft
