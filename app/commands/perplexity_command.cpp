// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "core/run/compute_setup.h"
#include "core/run/perplexity.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

struct PerplexityCommandOptions {
    std::string model;
    std::string data;
    std::string rows;
    OverlayOptions overlay;
    PerplexityOptions perplexity;
};

int measure(const PerplexityCommandOptions& options, CommandEnvironment& environment)
{
    PerplexityOptions perplexity = options.perplexity;
    for (const auto& [name, value] : {std::pair("--max-length", perplexity.maxLength),
                                      std::pair("--limit", perplexity.rows.limit),
                                      std::pair("--sample", perplexity.rows.sample)}) {
        if (value < 0) {
            throw UsageError(name, "a number from 0", std::to_string(value));
        }
    }
    applyComputeSetup({environment.common().threads, environment.common().deterministic});
    perplexity.model = options.model;
    perplexity.data = options.data;
    perplexity.overlay = options.overlay.overlay();
    perplexity.device = environment.common().device;
    perplexity.dtype = environment.common().dtype;
    perplexity.rows.seed = environment.common().seed;
    if (!options.rows.empty()) {
        perplexity.rows.rows = parseRowList(options.rows);
    }
    const PerplexityResult result = measurePerplexity(perplexity, environment.context());
    environment.finishProgress();
    if (environment.common().json) {
        environment.printJson({{"perplexity", result.perplexity},
                               {"nll", result.nll},
                               {"tokens", result.tokens},
                               {"rows", result.rows},
                               {"skipped", result.skipped},
                               {"dtype", result.dtype}});
    } else {
        environment.out() << "perplexity " << std::setprecision(6) << result.perplexity
                          << " (mean negative log probability " << result.nll << ") over "
                          << result.tokens << " tokens of " << result.rows << " rows, "
                          << result.skipped << " skipped" << std::endl;
    }
    return kExitDone;
}

} // namespace

Command perplexityCommand()
{
    Command command;
    command.name = "perplexity";
    command.summary = "Perplexity of the responses in a data file, their ends included";
    command.example = "perplexity --model SmolLM2-135M-Instruct --data rows.jsonl --limit 100";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<PerplexityCommandOptions>();
        PerplexityOptions& perplexity = options->perplexity;
        parser.add_option("--model", options->model, "Model folder")->required()->type_name("DIR");
        parser.add_option("--data", options->data, "JSON Lines, - for standard input")
            ->required()
            ->type_name("FILE");
        parser.add_option("--limit", perplexity.rows.limit, "The first rows only")->type_name("N");
        parser.add_option("--rows", options->rows, "These rows only, from 0")
            ->type_name("3,7,12-20");
        parser.add_option("--sample", perplexity.rows.sample, "Rows drawn by --seed")
            ->type_name("N");
        parser
            .add_option("--max-length", perplexity.maxLength,
                        "Tokens of a row, cut on the right (default 1024, 0 = no limit)")
            ->type_name("N");
        addOverlayOptions(parser, options->overlay);
        return [options, &environment]() -> int { return measure(*options, environment); };
    };
    return command;
}

} // namespace neurograft
