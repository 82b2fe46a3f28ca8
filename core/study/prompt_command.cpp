// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/prompt_command.h"

#include "core/study/command_line_text.h"

#include <sstream>

namespace neurograft {

namespace {

std::string shortest(double value)
{
    std::ostringstream text;
    text << value;
    return text.str();
}

void addLayers(CommandLineText& line,
               const std::optional<std::pair<std::int64_t, std::int64_t>>& layers)
{
    if (layers) {
        line.add("--layers", std::to_string(layers->first) + "-" + std::to_string(layers->second));
    }
}

} // namespace

std::string logitsCommandLine(const std::filesystem::path& model, const OpenModelOptions& options,
                              const ModelOverlay& overlay, const std::string& text, int top)
{
    const OpenModelOptions standard;
    CommandLineText line("neurograft logits");
    line.add("--model", model.string());
    line.add("--text", text);
    line.add("--top", std::to_string(top));
    addLayers(line, options.layers);
    line.addOverlay("-", overlay);
    line.addUnless(standard.device, "--device", options.device);
    line.addUnless(standard.dtype, "--dtype", options.dtype);
    return line.text();
}

std::string generateCommandLine(const std::filesystem::path& model, const std::string& text,
                                const GenerateOptions& options)
{
    const GenerateOptions standard;
    CommandLineText line("neurograft generate");
    line.add("--model", model.string());
    line.add("--text", text);
    line.add("--max-new-tokens", std::to_string(options.maxNewTokens));
    line.addUnless(shortest(standard.temperature), "--temperature", shortest(options.temperature));
    line.addUnless(shortest(standard.topP), "--top-p", shortest(options.topP));
    for (const std::string& stop : options.stops) {
        line.add("--stop", stop);
    }
    line.addUnless(std::to_string(standard.seed), "--seed", std::to_string(options.seed));
    addLayers(line, options.layers);
    line.addOverlay("-", options.overlay);
    line.addUnless(standard.device, "--device", options.device);
    line.addUnless(standard.dtype, "--dtype", options.dtype);
    return line.text();
}

} // namespace neurograft
