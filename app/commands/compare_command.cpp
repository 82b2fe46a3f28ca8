// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "core/run/compare_results.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

struct CompareOptions {
    std::string a;
    std::string b;
    std::string out;
    bool failsOnDifference = false;
    bool force = false;
};

int compare(const CompareOptions& options, CommandEnvironment& environment)
{
    if (!options.out.empty()) {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
    }
    const ResultComparison comparison =
        compareResults(options.a, options.b, environment.common().seed);
    if (!options.out.empty()) {
        writeDifferences(comparison, options.out, options.force);
        environment.note("written: " + options.out);
    }
    if (environment.common().json) {
        environment.printJson(toJson(comparison));
    } else {
        environment.out() << comparisonText(comparison) << std::flush;
    }
    return options.failsOnDifference && comparison.isDifferent() ? kExitCheckFailed : kExitDone;
}

} // namespace

Command compareCommand()
{
    Command command;
    command.name = "compare";
    command.summary = "Two results: differing options, scores with a paired test, difference maps";
    command.example = "compare before.h5 after.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<CompareOptions>();
        parser.add_option("a", options->a, "First result")->required()->type_name("A.h5");
        parser.add_option("b", options->b, "Second result")->required()->type_name("B.h5");
        parser.add_flag("--fail-on-difference", options->failsOnDifference,
                        "Exit code 6 when options or values differ");
        parser
            .add_option("--out", options->out, "Write the difference maps (A - B) as a result file")
            ->type_name("D.h5");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        return [options, &environment]() -> int { return compare(*options, environment); };
    };
    return command;
}

} // namespace neurograft
