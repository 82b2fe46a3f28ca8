// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/score_report.h"
#include "core/run/rescore.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct RescoreCommandOptions {
    std::string result;
    std::string out;
    bool force = false;
    bool executesCode = false;
};

Json taskJson(const RescoredTask& task)
{
    Json json{{"task", task.task}};
    json.update(scoreJson(task.after));
    json.update({{"protocol", task.protocol},
                 {"template", task.promptTemplate},
                 {"shots", task.shots},
                 {"changed", task.changed},
                 {"before", scoreJson(task.before)},
                 {"notice", task.notice}});
    return json;
}

void writeText(const RescoredTask& task, std::ostream& out)
{
    out << task.task << " (protocol " << task.protocol << ", template " << task.promptTemplate
        << "): " << scoreText(task.after) << '\n'
        << "  before: " << scoreText(task.before) << "; " << task.changed
        << " verdicts are another\n";
    if (!task.notice.empty()) {
        out << "  " << task.notice << '\n';
    }
}

int rescore(const RescoreCommandOptions& options, CommandEnvironment& environment)
{
    const std::vector<RescoredTask> tasks = rescoreResult(
        {options.result, options.out, options.force, options.executesCode}, environment.context());
    environment.finishProgress();
    if (environment.common().json) {
        // A result of one task, as `evaluate` writes it, has its keys at the top.
        Json json = tasks.size() == 1 ? taskJson(tasks.front()) : Json::object();
        json["tasks"] = Json::array();
        for (const RescoredTask& task : tasks) {
            json["tasks"].push_back(taskJson(task));
        }
        json["out"] = options.out.empty() ? Json() : Json(options.out);
        environment.printJson(json);
        return kExitDone;
    }
    for (const RescoredTask& task : tasks) {
        writeText(task, environment.out());
    }
    environment.out() << std::flush;
    environment.note(options.out.empty() ? "Nothing was written; --out F.h5 keeps the new scores."
                                         : "written: " + options.out);
    return kExitDone;
}

} // namespace

Command rescoreCommand()
{
    Command command;
    command.name = "rescore";
    command.summary = "Score the saved answers of a result again, without the model";
    command.example = "rescore humaneval.h5 --execute-code --out scored.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<RescoreCommandOptions>();
        parser.add_option("result", options->result, "Result of evaluate")
            ->required()
            ->type_name("R.h5");
        parser.add_flag("--execute-code", options->executesCode,
                        "Run generated code, inside a sandbox only; without it code is not scored");
        parser
            .add_option("--out", options->out,
                        "Write the result with its new scores here (R.h5 itself with --force)")
            ->type_name("F.h5");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        return [options, &environment]() -> int { return rescore(*options, environment); };
    };
    return command;
}

} // namespace neurograft
