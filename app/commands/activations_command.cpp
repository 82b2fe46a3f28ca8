// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/dry_run.h"
#include "app/commands/file_job.h"
#include "app/commands/pair_options.h"
#include "app/commands/size_text.h"
#include "core/run/compute_setup.h"
#include "core/run/export_activations.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

struct ActivationOptions {
    PairOptions pair;
    std::string modules = "up_proj,down_proj,v_proj,o_proj";
    std::string out;
    bool force = false;
    bool dryRun = false;
};

SimilarityStudy exportedStudyOf(const ActivationOptions& options, const CommonOptions& common)
{
    SimilarityStudy study = pairStudyOf(options.pair, common);
    study.modules = parseModules(options.modules);
    return study;
}

int reportActivationPlan(const SimilarityStudy& study, const std::string& out,
                         CommandEnvironment& environment)
{
    const ActivationPlan plan = planActivations(study, out);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"rows", plan.rows},           {"tokens", plan.tokens}, {"samples", plan.samples},
                {"modules", study.modules},    {"unit", study.unit},    {"arrays", plan.arrays},
                {"disk_bytes", plan.fileBytes}};
    run.sentence = std::to_string(plan.arrays) + " arrays of " + std::to_string(plan.samples)
        + " samples of " + std::to_string(plan.rows) + " rows, " + sizeText(plan.fileBytes)
        + " on the disk";
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

nlohmann::ordered_json exportJson(const ExportedActivations& written)
{
    return {{"out", written.path.string()},
            {"modules", written.modules},
            {"n", written.samples},
            {"student_layers", written.students},
            {"teacher_layers", written.teachers},
            {"bytes", written.bytes},
            {"wall_seconds", written.wallSeconds}};
}

void printExport(const ExportedActivations& written, std::ostream& out)
{
    out << written.modules.size() << " modules, " << written.teachers << " layers of the teacher, "
        << written.students << " of the student, " << written.samples << " samples; "
        << sizeText(written.bytes) << " written: " << written.path.string() << std::endl;
}

int runActivationsCommand(const ActivationOptions& options, CommandEnvironment& environment)
{
    const SimilarityStudy study = exportedStudyOf(options, environment.common());
    applyComputeSetup({study.threads, study.isDeterministic});
    if (options.dryRun) {
        return reportActivationPlan(study, options.out, environment);
    }
    if (options.out.empty()) {
        throw UsageError("activations", "--out with a file name", "none");
    }
    CommandEnvironment::requireFreeTarget(options.out, options.force);
    return reportFileJob(
        options.out, environment,
        [&](const RunContext& context) {
            return exportActivations(study, options.out, options.force, context);
        },
        exportJson, printExport);
}

void declareActivationOptions(CLI::App& parser, ActivationOptions& options)
{
    declarePair(parser, options.pair, true);
    parser
        .add_option("--out", options.out,
                    "NumPy archive with arrays teacher.MODULE.LAYER and student.MODULE.LAYER")
        ->type_name("F.npz");
    parser.add_flag("--force", options.force, "Replace an existing --out");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser.add_option("--modules", options.modules, "Default " + options.modules)
        ->type_name("M,...");
}

} // namespace

Command activationsCommand()
{
    Command command;
    command.name = "activations";
    command.summary = "Activations of a teacher and a student on the same samples as arrays";
    command.example =
        "activations --teacher T --student S --data rows.jsonl --modules up_proj --out F.npz";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<ActivationOptions>();
        declareActivationOptions(parser, *options);
        return [options, &environment]() -> int {
            return runActivationsCommand(*options, environment);
        };
    };
    return command;
}

} // namespace neurograft
