// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/pair_places.h"
#include "app/commands/similarity_report.h"
#include "core/run/compute_setup.h"
#include "core/run/model_report.h"
#include "core/run/run_similarity.h"
#include "core/study/demo_study.h"
#include "core/support/atomic_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct DemoOptions {
    std::string out = "neurograft-demo";
    bool dryRun = false;
};

Json preflightStep(const SimilarityStudy& study, const fs::path& folder)
{
    const PreflightReport report = preflightPair(study.teacher, study.student, study.data);
    const Json json(toJson(report));
    writeFileAtomically(folder / "preflight.json", json.dump(2) + '\n', true);
    return {{"ok", report.ok()},
            {"blocking", report.blocking.size()},
            {"warnings", report.warnings.size()},
            {"file", (folder / "preflight.json").string()}};
}

int runDemo(const DemoOptions& options, const ProgramTalents& talents,
            CommandEnvironment& environment)
{
    SimilarityStudy study = demoStudy(demoFolder());
    const CommonOptions& common = environment.common();
    PairPlaces().applyTo(study, common);
    study.seed = study.rows.seed = common.seed;
    study.threads = common.threads;
    study.isDeterministic = common.deterministic;
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportPlan(study, planSimilarity(study), environment);
    }

    const fs::path folder = options.out;
    const fs::path result = folder / "similarity.h5";
    const Json preflight = preflightStep(study, folder);
    // Everything below is made again from the cached Gram matrices in no time, so it is simply
    // replaced.
    const SimilarityOutcome outcome = runSimilarity(study, result, true, environment.context());
    Json figures = Json::array();
    if (talents.writeFigures) {
        for (const fs::path& figure : talents.writeFigures(result, folder / "figures")) {
            figures.push_back(figure.string());
        }
    }
    if (common.json) {
        environment.printJson({{"out", folder.string()},
                               {"preflight", preflight},
                               {"similarity", outcomeJson(outcome)},
                               {"figures", figures}});
        return kExitDone;
    }
    environment.finishProgress();
    printOutcome(outcome, environment.out());
    for (const Json& figure : figures) {
        environment.out() << "written: " << figure.get<std::string>() << '\n';
    }
    if (!talents.writeFigures) {
        environment.out() << "figures: neurograft figure " << result.string()
                          << " --kind similarity --out fig.pdf\n";
    }
    environment.out() << std::flush;
    return kExitDone;
}

} // namespace

Command demoCommand(const ProgramTalents& talents)
{
    Command command;
    command.name = "demo";
    command.summary = "The bundled demo study: preflight, similarity, figures";
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
