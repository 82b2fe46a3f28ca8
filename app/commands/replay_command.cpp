// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/dry_run.h"
#include "app/commands/file_job.h"
#include "core/run/compute_setup.h"
#include "core/run/run_stored.h"
#include "core/store/result_file.h"
#include "core/studies/study_changes.h"
#include "core/study/study_parts.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>
#include <system_error>

namespace neurograft {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct ReplayOptions {
    std::string result;
    std::vector<std::string> changes;
    std::string out;
    bool force = false;
    bool dryRun = false;
};

/// The study inside the result, and what is asked for in its place.
struct ReplayedStudy {
    StoredStudy stored;
    StoredStudy wanted;

    bool isUnchanged() const { return studyText(stored) == studyText(wanted); }
};

/// Common options change the study only where they are given: it has its own seed, places and
/// types.
void applyGiven(const CLI::App& parser, const CommonOptions& common, Json& study)
{
    const auto isGiven = [&parser](const char* option) { return parser.count(option) > 0; };
    if (isGiven("--seed")) {
        study["seed"] = common.seed;
    }
    if (isGiven("--threads")) {
        study["threads"] = common.threads;
    }
    if (isGiven("--deterministic")) {
        study["deterministic"] = common.deterministic;
    }
    for (const char* key : {"device", "teacher_device", "student_device"}) {
        if (isGiven("--device") && study.contains(key)) {
            study[key] = common.device;
        }
    }
    if (isGiven("--dtype") && study.erase("dtype") + study.erase("teacher_dtype") > 0) {
        study.erase("student_dtype");
        study["dtype"] = common.dtype;
    }
}

ReplayedStudy studyOf(const CLI::App& parser, const ReplayOptions& options,
                      const CommonOptions& common)
{
    const std::string name = options.result + ": study";
    const StoredStudy stored = parseStoredStudy(readManifest(options.result).study, name);
    // Written again: an earlier program did not know every key.
    Json text = Json::parse(studyText(stored));
    applyGiven(parser, common, text);
    for (const std::string& change : options.changes) {
        changeStudy(text, change, "--set");
    }
    return {stored, parseStoredStudy(text.dump(), options.changes.empty() ? name : "--set")};
}

int reportPlan(const StoredStudy& study, const fs::path& target, CommandEnvironment& environment)
{
    const StoredPlan plan = planStored(study, target);
    DryRun run;
    run.problems = plan.problems;
    run.plan = {{"command", commandOf(study)},
                {"seed", seedOf(study)},
                {"out", target.string()},
                {"study", Json::parse(studyText(study))}};
    run.sentence = commandOf(study) + " with seed " + std::to_string(seedOf(study)) + " into "
        + target.string();
    run.hostBytes = plan.hostBytes;
    run.deviceBytes = plan.deviceBytes;
    run.flops = plan.flops;
    run.secondsEstimate = plan.secondsEstimate;
    return reportDryRun(run, environment);
}

/// Of the same study: whether it gave the same numbers. Null for another one.
Json equalityJson(const ReplayedStudy& study, const std::vector<std::string>& different)
{
    return study.isUnchanged() ? Json(different.empty()) : Json();
}

int replay(const CLI::App& parser, const ReplayOptions& options, CommandEnvironment& environment)
{
    const ReplayedStudy study = studyOf(parser, options, environment.common());
    const fs::path target = options.out.empty()
        ? replayTarget(options.result, study.wanted, seedOf(study.stored))
        : fs::path(options.out);
    applyComputeSetup({threadsOf(study.wanted), isDeterministic(study.wanted)});
    if (options.dryRun) {
        return reportPlan(study.wanted, target, environment);
    }
    std::error_code error;
    if (fs::equivalent(target, options.result, error)) {
        throw UsageError("--out", "another file than the result that is replayed",
                         "'" + target.string() + "'");
    }
    if (!std::holds_alternative<TransferStudy>(study.wanted)) { // a folder may be there, empty
        CommandEnvironment::requireFreeTarget(target, options.force);
    }
    std::vector<std::string> different;
    return reportFileJob(
        target.string(), environment,
        [&](const RunContext& context) {
            const fs::path written = runStored(study.wanted, target, options.force, context);
            if (study.isUnchanged()) {
                different = differingTables(options.result, written);
            }
            return written;
        },
        [&](const fs::path& written) {
            return Json{{"out", written.string()},
                        {"status", readManifest(written).status},
                        {"command", commandOf(study.wanted)},
                        {"seed", seedOf(study.wanted)},
                        {"equal", equalityJson(study, different)},
                        {"different_tables", different}};
        },
        [&](const fs::path& written, std::ostream& out) {
            out << commandOf(study.wanted) << " with seed " << seedOf(study.wanted)
                << "; written: " << written.string() << '\n';
            if (study.isUnchanged() && different.empty()) {
                out << "Every table is equal to the byte.\n";
            }
            for (const std::string& name : different) {
                out << "differs: " << name << '\n';
            }
            out << std::flush;
        });
}

} // namespace

Command replayCommand()
{
    Command command;
    command.name = "replay";
    command.summary = "The same study again from inside a result, with another seed if wanted";
    command.example = "replay R.h5 --seed 43 --out R43.h5";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<ReplayOptions>();
        parser
            .add_option("result", options->result,
                        "Result file of any command; run.h5 of a transfer")
            ->required()
            ->type_name("R.h5");
        parser
            .add_option("--set", options->changes,
                        "Change a key of the study: teacher=DIR, rate=0.2, rows.limit=5; "
                        "repeatable")
            ->type_name("KEY=VALUE")
            ->allow_extra_args(false);
        parser
            .add_option("--out", options->out,
                        "Result file, of a transfer its folder (default: beside R.h5)")
            ->type_name("PATH");
        parser.add_flag("--force", options->force, "Replace an existing --out");
        parser.add_flag("--dry-run", options->dryRun, "Only say what the run would need");
        return [options, &parser, &environment]() -> int {
            return replay(parser, *options, environment);
        };
    };
    return command;
}

} // namespace neurograft
