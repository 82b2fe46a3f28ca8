// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_files.h"
#include "app/commands/chain_plan.h"
#include "app/commands/chain_report.h"
#include "app/commands/chain_schema.h"
#include "app/commands/commands.h"
#include "app/commands/common_options.h"
#include "app/commands/size_text.h"
#include "core/run/planned_machine.h"
#include "core/studies/ready_studies.h"
#include "core/support/atomic_file.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <memory>
#include <utility>

namespace neurograft {

namespace {

namespace fs = std::filesystem;
using RunJson = nlohmann::ordered_json;

constexpr double kGigabyte = 1e9;

struct RunOptions {
    std::vector<std::string> words; ///< a file, a name, or words of a title
    std::string out;
    std::vector<std::string> settings;
    std::string pathsFile;
    std::string only;
    std::string shard;
    double gpuMemory = 0.0; ///< GB
    double hostMemory = 0.0;
    bool gather = false;
    bool force = false;
    bool dryRun = false;
    bool list = false;
    bool schema = false;

    std::string study() const
    {
        std::string text;
        for (const std::string& word : words) {
            text += (text.empty() ? "" : " ") + word;
        }
        return text;
    }
};

/// "2/8" → the second of eight. @throws UsageError
ChainShard parseShard(const std::string& text)
{
    ChainShard shard{0, 0};
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, shard.index);
    if (first.ec == std::errc() && first.ptr != end && *first.ptr == '/') {
        const auto second = std::from_chars(first.ptr + 1, end, shard.count);
        if (second.ec == std::errc() && second.ptr == end && shard.index >= 1
            && shard.index <= shard.count) {
            return shard;
        }
    }
    throw UsageError("--shard", "I/N with I from 1 to N, such as 2/8", "'" + text + "'");
}

/// Paths of a file that is shared by many studies; names that this one lacks are passed over.
void applyPathsFile(const std::string& file, ChainStudy& study)
{
    const nlohmann::json names = nlohmann::json::parse(readFile(file), nullptr, false);
    if (!names.is_object()) {
        throw FormatError(file, "a JSON object of names and paths", "something else");
    }
    for (const auto& [name, value] : names.items()) {
        if (!value.is_string()) {
            throw StudyError(file + ": /" + name, "a path", value.dump());
        }
        const auto found = study.paths.find(name);
        if (found != study.paths.end()) {
            found->second.path = (fs::absolute(file).parent_path() / value.get<std::string>())
                                     .lexically_normal()
                                     .string();
        }
    }
}

void applySettings(const std::vector<std::string>& settings, ChainStudy& study)
{
    std::vector<std::string> names;
    for (const auto& [name, path] : study.paths) {
        names.push_back(name);
    }
    for (const std::string& setting : settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals + 1 == setting.size()) {
            throw UsageError("--set", "NAME=PATH, such as teacher=DIR", "'" + setting + "'");
        }
        const std::string name = setting.substr(0, equals);
        requireChoice("--set", name, names);
        study.paths[name].path =
            fs::absolute(setting.substr(equals + 1)).lexically_normal().string();
    }
}

/// Options given on the command line take the place of those the study states for all steps.
void applyCommon(const CLI::App& parser, const CommonOptions& common, ChainStudy& study)
{
    const RunJson given{{"device", common.device},
                        {"dtype", common.dtype},
                        {"threads", common.threads},
                        {"seed", common.seed},
                        {"deterministic", common.deterministic}};
    for (const std::string& option : chainCommonOptions()) {
        if (parser.count("--" + option) > 0) {
            study.common[option] = given.at(option);
        }
    }
}

int listStudies(const std::string& words, CommandEnvironment& environment)
{
    const std::vector<ReadyStudy> studies = readyStudiesLike(words);
    if (environment.common().json) {
        RunJson list = RunJson::array();
        for (const ReadyStudy& ready : studies) {
            RunJson paths = RunJson::object();
            for (const auto& [name, path] : ready.study.paths) {
                paths[name] = path.about;
            }
            list.push_back({{"name", ready.name},
                            {"title", ready.study.title},
                            {"shows", ready.study.shows},
                            {"file", ready.file.string()},
                            {"paths", paths},
                            {"published", ready.study.published.size()},
                            {"expected", ready.study.expected}});
        }
        environment.printJson({{"studies", list}});
        return kExitDone;
    }
    if (studies.empty()) {
        environment.note("No ready study has the words '" + words
                         + "' in its name, its title or what it shows; run --list lists all.");
    }
    for (const ReadyStudy& ready : studies) {
        environment.out() << ready.name << "\n  " << ready.study.title << "\n  "
                          << ready.study.shows << '\n';
        for (const auto& [name, path] : ready.study.paths) {
            if (path.path.empty()) {
                environment.out() << "  --set " << name << "=PATH   " << path.about << '\n';
            }
        }
        const std::string expected = expectedText(ready.study);
        if (!expected.empty()) {
            environment.out() << "  " << expected << '\n';
        }
    }
    environment.out() << std::flush;
    return kExitDone;
}

class ChainRun {
public:
    ChainRun(const ProgramTalents& talents, const RunOptions& options, const CLI::App& parser,
             CommandEnvironment& environment)
        : m_options(options), m_environment(environment), m_commands(stepCommands(talents))
    {
        const fs::path file = chainFile(options.study());
        m_where = file.filename().string();
        m_study = readChainStudy(file);
        if (!options.pathsFile.empty()) {
            applyPathsFile(options.pathsFile, m_study);
        }
        applySettings(options.settings, m_study);
        applyCommon(parser, environment.common(), m_study);
        m_out = options.out.empty() ? fs::path(m_where.substr(0, m_where.find('.')))
                                    : fs::path(options.out);
        m_tasks = expandChain(m_study, m_out, m_commands.ending());
        m_wish.only = splitList(options.only);
        m_wish.overwrites = options.force;
        if (!options.shard.empty()) {
            m_wish.shard = parseShard(options.shard);
        }
    }

    int run()
    {
        ChainRunner runner(m_study, m_tasks, m_commands);
        runner.check();
        if (m_options.dryRun) {
            return plan(runner);
        }
        for (const Error& problem : chainFileProblems(m_study, m_where)) {
            throw problem;
        }
        if (m_options.gather) {
            return gather(runner);
        }
        try {
            const std::vector<ChainStepOutcome> steps = runner.run(m_wish, m_environment.context());
            return report(runner, steps);
        } catch (const Canceled&) {
            m_environment.printCanceled("stopped on request; what is finished is in "
                                        + m_out.string() + ", the same call goes on");
            return kExitCanceled;
        }
    }

private:
    int plan(ChainRunner& runner)
    {
        if (m_options.gpuMemory > 0.0) {
            plannedMachine() = {m_options.gpuMemory * kGigabyte, m_options.hostMemory * kGigabyte};
        }
        DryRun run = planChain(m_tasks, m_commands, runner, m_wish, m_environment.context());
        plannedMachine().reset();
        for (const Error& problem : chainFileProblems(m_study, m_where)) {
            run.problems.insert(run.problems.begin(), problem.what());
        }
        run.plan["title"] = m_study.title;
        run.plan["out"] = m_out.string();
        m_environment.finishProgress();
        if (!m_environment.common().json) {
            printSteps(run.plan["steps"]);
        }
        run.sentence = m_study.title + ", " + run.sentence;
        return reportDryRun(run, m_environment);
    }

    void printSteps(const RunJson& steps)
    {
        for (const RunJson& step : steps) {
            m_environment.out() << step.at("step").get<std::string>();
            if (step.contains("cells")) {
                m_environment.out()
                    << ": " << step["cells_to_do"] << " of " << step["cells"] << " cells to do";
            } else {
                m_environment.out() << ": " << step.value("state", std::string());
            }
            m_environment.out() << ", " << durationText(step["seconds_estimate"].get<double>())
                                << ", " << sizeText(step["memory_bytes"]["host"].get<double>())
                                << " of memory, "
                                << sizeText(step["memory_bytes"]["device"].get<double>())
                                << " on the GPU\n";
        }
    }

    int gather(ChainRunner& runner)
    {
        const std::vector<fs::path> files = runner.gather(m_wish.only, false);
        RunJson list = RunJson::array();
        for (const fs::path& file : files) {
            list.push_back(file.string());
        }
        if (m_environment.common().json) {
            m_environment.printJson({{"out", m_out.string()}, {"gathered", list}});
        } else {
            for (const fs::path& file : files) {
                m_environment.out() << "written: " << file.string() << '\n';
            }
            m_environment.out() << std::flush;
        }
        return kExitDone;
    }

    int report(ChainRunner& runner, const std::vector<ChainStepOutcome>& steps)
    {
        RunJson list = RunJson::array();
        for (const ChainStepOutcome& step : steps) {
            list.push_back({{"step", step.label},
                            {"command", step.command},
                            {"state", step.state},
                            {"out", step.out.string()}});
        }
        RunJson json{{"out", m_out.string()}, {"title", m_study.title}, {"steps", list}};
        std::vector<ComparedNumber> numbers;
        if (!m_wish.shard) {
            numbers = compareNumbers(m_study, m_tasks, runner, m_where);
        }
        json["published"] = toJson(numbers);
        if (!numbers.empty()) {
            writeFileAtomically(m_out / "report.json", json.dump(1) + '\n', true);
        }
        m_environment.finishProgress();
        if (m_environment.common().json) {
            m_environment.printJson(json);
            return kExitDone;
        }
        for (const ChainStepOutcome& step : steps) {
            m_environment.out() << step.label << ": " << step.state << '\n';
        }
        m_environment.out() << numbersText(numbers) << std::flush;
        return kExitDone;
    }

    const RunOptions& m_options;
    CommandEnvironment& m_environment;
    ChainCommands m_commands;
    std::string m_where;
    ChainStudy m_study;
    fs::path m_out;
    ChainTasks m_tasks;
    ChainWish m_wish;
};

int runChain(const ProgramTalents& talents, const RunOptions& options, const CLI::App& parser,
             CommandEnvironment& environment)
{
    if (options.schema) {
        const std::string text = chainSchema(stepCommands(talents)).dump(1) + '\n';
        if (options.out.empty()) {
            environment.out() << text << std::flush;
        } else {
            writeFileAtomically(options.out, text, true);
        }
        return kExitDone;
    }
    if (options.list) {
        return listStudies(options.study(), environment);
    }
    if (options.words.empty()) {
        throw UsageError("run", "a study file or the name of a ready study", "none",
                         "See run --list.");
    }
    if (options.gather && !options.shard.empty()) {
        throw UsageError("--gather", "no --shard: all shares are joined", "--shard");
    }
    if (options.gpuMemory > 0.0 && !options.dryRun) {
        throw UsageError("--gpu-memory",
                         "--dry-run: nothing is computed on a machine that is not "
                         "here",
                         "none");
    }
    return ChainRun(talents, options, parser, environment).run();
}

void declareRun(CLI::App& parser, RunOptions& options)
{
    parser
        .add_option("study", options.words,
                    "A chain of jobs in JSON, or a ready study by name or words of its title")
        ->type_name("STUDY.json");
    parser
        .add_option("--out", options.out,
                    "Folder of the results (default: the study's name); with --schema its file")
        ->type_name("DIR");
    parser
        .add_option("--set", options.settings,
                    "Where a model or data lies that the study names by its role; repeatable")
        ->type_name("NAME=PATH")
        ->allow_extra_args(false);
    parser
        .add_option("--paths", options.pathsFile,
                    "The same for many studies: a JSON object of names and paths")
        ->type_name("FILE.json");
    parser.add_option("--only", options.only, "These steps alone")->type_name("STEP,...");
    parser
        .add_option("--shard", options.shard,
                    "Share I of N of the cells of all sweeps, for N processes at once")
        ->type_name("I/N");
    parser.add_flag("--gather", options.gather, "Join the cells of all shares into sweep.h5");
    parser.add_flag("--force", options.force, "Compute steps again whose options have changed");
    parser.add_flag("--dry-run", options.dryRun, "Only say what the run would need");
    parser
        .add_option("--gpu-memory", options.gpuMemory,
                    "With --dry-run: plan for a machine with one GPU of so many GB")
        ->type_name("X");
    parser
        .add_option("--host-memory", options.hostMemory,
                    "With --gpu-memory: its memory in GB (default: as here)")
        ->type_name("X");
    parser.add_flag("--list", options.list, "Ready studies, those that have the given words");
    parser.add_flag("--schema", options.schema, "The JSON schema of a chain");
}

} // namespace

Command runCommand(const ProgramTalents& talents)
{
    Command command;
    command.name = "run";
    command.summary = "A whole study: a chain of jobs with sweeps, from one file";
    command.example = "run demo/rate-sweep --out rates   (ready studies: run --list)";
    command.declare = [talents](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<RunOptions>();
        declareRun(parser, *options);
        return [options, talents, &parser, &environment]() -> int {
            return runChain(talents, *options, parser, environment);
        };
    };
    return command;
}

} // namespace neurograft
