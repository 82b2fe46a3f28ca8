// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/score_report.h"
#include "core/run/score_files.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace neurograft {

namespace {

struct ScoresOptions {
    std::vector<std::string> results;
    std::string format;
    std::string out;
    bool force = false;
};

int scores(const ScoresOptions& options, CommandEnvironment& environment)
{
    if (!options.out.empty()) {
        CommandEnvironment::requireFreeTarget(options.out, options.force);
    }
    std::vector<LabelledResults> models;
    for (const std::string& text : options.results) {
        models.push_back(parseLabelledResults(text));
    }
    const ScoreTable table = scoresOfResults(models, environment.common().seed);
    printScoreTable(table, options.format, options.out, options.force, environment);
    return kExitDone;
}

} // namespace

Command scoresCommand()
{
    Command command;
    command.name = "scores";
    command.summary = "Scores of several results in one table, seeds as mean and deviation";
    command.example = "scores student=before.h5 seeking=s1.h5,s2.h5,s3.h5 --format latex";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<ScoresOptions>();
        parser
            .add_option("results", options->results,
                        "Results of evaluate; NAME=F,F,… names a model and gathers its seeds and "
                        "tasks; the first model is what the others are tested against")
            ->required()
            ->type_name("[NAME=]R.h5");
        parser.add_option("--format", options->format, "text (default), csv, json or latex")
            ->type_name("FORMAT");
        parser.add_option("--out", options->out, "Write here instead of standard output")
            ->type_name("FILE");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        return [options, &environment]() -> int { return scores(*options, environment); };
    };
    return command;
}

} // namespace neurograft
