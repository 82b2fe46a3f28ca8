// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/json_lines.h"
#include "core/run/compute_setup.h"
#include "core/run/generate.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iomanip>
#include <memory>
#include <sstream>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct GenerateCommandOptions {
    std::string model;
    std::string text;
    bool hasText = false;
    std::string ids;
    std::string rows; ///< JSON Lines file
    bool noSpecial = false;
    OverlayOptions overlay;
    std::string layers;
    std::vector<std::string> stopIds; ///< "1,2,3" each
    GenerateOptions generate;
};

Json toJson(const Generation& generation, const std::string& dtype)
{
    return {{"text", generation.text},
            {"ids", generation.ids},
            {"stop_reason", generation.stopReason},
            {"tokens_per_second", generation.tokensPerSecond},
            {"dtype", dtype}};
}

void checkOptions(const GenerateCommandOptions& options)
{
    const int sources =
        (options.hasText ? 1 : 0) + (options.ids.empty() ? 0 : 1) + (options.rows.empty() ? 0 : 1);
    if (sources != 1) {
        throw UsageError("generate", "one of --text, --ids and --jsonl",
                         std::to_string(sources) + " of them");
    }
    const auto require = [](bool isFine, const char* option, const char* expected, auto value) {
        if (!isFine) {
            throw UsageError(option, expected, std::to_string(value));
        }
    };
    const GenerateOptions& generate = options.generate;
    require(generate.maxNewTokens > 0, "--max-new-tokens", "a number above 0",
            generate.maxNewTokens);
    require(generate.temperature >= 0.0, "--temperature", "a number from 0", generate.temperature);
    require(generate.topP > 0.0 && generate.topP <= 1.0, "--top-p", "a number above 0, at most 1",
            generate.topP);
    require(generate.batch > 0, "--batch", "a number above 0", generate.batch);
}

std::vector<Prompt> readPrompts(const GenerateCommandOptions& options)
{
    std::vector<Prompt> prompts;
    if (options.hasText) {
        prompts.push_back({options.text, {}});
    } else if (!options.ids.empty()) {
        prompts.push_back({{}, parseIds("--ids", options.ids)});
    } else {
        forEachJsonLine(options.rows, [&](const nlohmann::json& row, const std::string& where) {
            prompts.push_back(row.contains("ids") ? Prompt{{}, idsField(row, "ids", where)}
                                                  : Prompt{stringField(row, "text", where), {}});
        });
    }
    return prompts;
}

/// One prompt for people: its text as it comes.
void streamForPeople(const Generator& generator, const std::vector<Prompt>& prompts,
                     CommandEnvironment& environment)
{
    std::size_t written = 0;
    const auto results = generator.generate(prompts, [&](const GeneratedToken& token) {
        environment.finishProgress();
        environment.out() << token.text << std::flush;
        written += token.text.size();
    });
    const Generation& result = results.front();
    environment.finishProgress();
    // What was held back because it might have become a stop string.
    environment.out() << result.text.substr(std::min(written, result.text.size())) << std::endl;
    std::ostringstream line;
    line << result.ids.size() << " tokens, stopped by " << result.stopReason << ", " << std::fixed
         << std::setprecision(1) << result.tokensPerSecond << " tokens per second";
    environment.note(line.str());
}

int generate(const GenerateCommandOptions& options, CommandEnvironment& environment)
{
    checkOptions(options);
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    GenerateOptions generateOptions = options.generate;
    generateOptions.device = environment.common().device;
    generateOptions.dtype = environment.common().dtype;
    generateOptions.seed = environment.common().seed;
    generateOptions.addSpecialTokens = !options.noSpecial;
    generateOptions.overlay = options.overlay.overlay();
    if (!options.layers.empty()) {
        generateOptions.layers = parseLayerRange(options.layers);
    }
    for (const std::string& stop : options.stopIds) {
        generateOptions.stopSequences.push_back(parseIds("--stop-ids", stop));
    }
    const std::vector<Prompt> prompts = readPrompts(options);
    const Generator generator(options.model, generateOptions, environment.context());
    if (options.rows.empty() && !environment.common().json) {
        streamForPeople(generator, prompts, environment);
        return kExitDone;
    }
    for (const Generation& result : generator.generate(prompts)) {
        environment.printJson(toJson(result, generator.dtype()));
    }
    return kExitDone;
}

void declareOptions(CLI::App& parser, GenerateCommandOptions& options)
{
    GenerateOptions& generate = options.generate;
    parser.add_option("--ids", options.ids, "Token ids of the prompt")->type_name("1,2,3");
    parser
        .add_option("--jsonl", options.rows,
                    "JSON Lines with 'text' or 'ids' per row, - for standard input; prints one "
                    "JSON row per line")
        ->type_name("FILE");
    parser.add_option("--max-new-tokens", generate.maxNewTokens, "Most new tokens (default 128)")
        ->type_name("N");
    parser
        .add_option("--temperature", generate.temperature,
                    "Draw tokens by --seed instead of taking the most likely (default 0)")
        ->type_name("X");
    parser
        .add_option("--top-p", generate.topP,
                    "Draw from the smallest set of likely tokens with this mass (default 1)")
        ->type_name("X");
    parser
        .add_option("--stop", generate.stops,
                    "Text that ends the output, which is cut before it; may be given several times")
        ->type_name("TEXT")
        ->allow_extra_args(false);
    parser
        .add_option("--stop-ids", options.stopIds,
                    "Token ids that end the output; may be given several times")
        ->type_name("1,2,3")
        ->allow_extra_args(false);
    parser.add_flag("--ignore-eos", generate.ignoresEos, "Go on behind the model's end of text");
    parser.add_option("--batch", generate.batch, "Rows of --jsonl decoded together (default 8)")
        ->type_name("N");
    parser.add_flag("--no-special", options.noSpecial, "Add no BOS to the text");
    addOverlayOptions(parser, options.overlay);
    parser
        .add_option("--layers", options.layers,
                    "Only these layers, then the final norm and the head: 0-7")
        ->type_name("A-B");
}

} // namespace

Command generateCommand()
{
    Command command;
    command.name = "generate";
    command.summary = "Continues texts, greedily unless a temperature is given";
    command.example = "generate --model SmolLM2-135M-Instruct --text \"The capital of France is\" "
                      "--max-new-tokens 20";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<GenerateCommandOptions>();
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        CLI::Option* text = parser.add_option("--text", options->text, "Prompt")->type_name("TEXT");
        declareOptions(parser, *options);
        return [options, text, &environment]() -> int {
            options->hasText = text->count() > 0;
            return generate(*options, environment);
        };
    };
    return command;
}

} // namespace neurograft
