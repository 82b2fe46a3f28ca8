// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/demo_steps.h"
#include "app/commands/dry_run.h"
#include "core/run/compute_setup.h"
#include "core/run/run_evaluate.h"
#include "core/study/demo_study.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace neurograft {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct DemoOptions {
    std::string out = "neurograft-demo";
    bool dryRun = false;
};

/// All steps as one plan: work adds up, memory is that of the largest.
int reportPlan(const DemoStudies& studies, const fs::path& out, CommandEnvironment& environment)
{
    DryRun run;
    const auto add = [&run](const auto& plan) {
        run.problems.insert(run.problems.end(), plan.problems.begin(), plan.problems.end());
        run.hostBytes = std::max(run.hostBytes, plan.hostBytes);
        run.deviceBytes = std::max(run.deviceBytes, plan.deviceBytes);
        run.flops += plan.flops;
        run.secondsEstimate += plan.secondsEstimate;
    };
    add(planSimilarity(studies.similarity));
    add(planLocate(studies.locate));
    add(planTransfer(studies.transfer, out));
    std::vector<EvaluateStudy> evaluations = damageEvaluations(studies.judging);
    for (EvaluateStudy& evaluation : evaluations) {
        evaluation.overlay = {}; // its delta is still to be made
        add(planEvaluate(evaluation));
    }
    run.plan = {{"steps", {"preflight", "similarity", "locate", "transfer", "evaluation"}},
                {"method", studies.transfer.method},
                {"evaluations", evaluations.size()}};
    run.sentence = "similarity, neurons, " + studies.transfer.method + ", "
        + std::to_string(evaluations.size()) + " evaluations";
    return reportDryRun(run, environment);
}

int runDemo(const DemoOptions& options, const ProgramTalents& talents,
            CommandEnvironment& environment)
{
    const CommonOptions& common = environment.common();
    const fs::path folder = options.out;
    const DemoStudies studies = demoStudies(demoFolder(), folder, common);
    applyComputeSetup({common.threads, common.deterministic});
    if (options.dryRun) {
        return reportPlan(studies, folder, environment);
    }
    const DemoResults results = runDemoSteps(studies, folder, environment.context());
    Json figures = Json::array();
    for (const fs::path& file : talents.writeFigures ? results.files : std::vector<fs::path>()) {
        for (const fs::path& figure : talents.writeFigures(file, folder / "figures")) {
            figures.push_back(figure.string());
        }
    }
    if (common.json) {
        Json json{{"out", folder.string()}};
        json.update(toJson(results, studies));
        json["figures"] = figures;
        environment.printJson(json);
        return kExitDone;
    }
    environment.finishProgress();
    printResults(results, studies, environment.out());
    for (const Json& figure : figures) {
        environment.out() << "written: " << figure.get<std::string>() << '\n';
    }
    if (!talents.writeFigures) {
        environment.out() << "figures: neurograft figure --all " << (folder / "*.h5").string()
                          << " --out figures\n";
    }
    environment.out() << std::flush;
    return kExitDone;
}

} // namespace

Command demoCommand(const ProgramTalents& talents)
{
    Command command;
    command.name = "demo";
    command.summary =
        "The bundled demo study: similarity, neurons, transfer, before and after, figures";
    command.example = "demo --out demo";
    command.declare = [talents](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<DemoOptions>();
        parser
            .add_option("--out", options->out, "Folder for the results (default neurograft-demo)")
            ->type_name("DIR");
        parser.add_flag("--dry-run", options->dryRun, "Only say what the run would need");
        return [options, talents, &environment]() -> int {
            return runDemo(*options, talents, environment);
        };
    };
    return command;
}

} // namespace neurograft
