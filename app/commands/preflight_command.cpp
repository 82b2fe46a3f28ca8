// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/commands/size_text.h"
#include "core/run/model_report.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

struct PreflightOptions {
    std::string teacher;
    std::string student;
    std::string data;
};

void printDifferences(const char* heading, const std::vector<PairDifference>& differences,
                      std::ostream& out)
{
    for (const PairDifference& difference : differences) {
        out << heading << difference.item << ": teacher " << difference.teacher << ", student "
            << difference.student << '\n';
        if (!difference.effect.empty()) {
            out << "          " << difference.effect << '\n';
        }
    }
}

void printForPeople(const PreflightReport& report, std::ostream& out)
{
    printDifferences("BLOCKING  ", report.blocking, out);
    printDifferences("warning   ", report.warnings, out);
    out << "items that agree: " << report.equal.size() << '\n';
    for (const std::string& action : report.disabled) {
        out << "off for this pair: " << action << '\n';
    }
    if (report.rows > 0) {
        out << report.rows << " data rows\n";
    }
    out << "memory on the CPU: " << sizeText(report.hostBytes) << " needed, "
        << sizeText(report.freeHostBytes) << " free\n"
        << (report.ok() ? "The pair can be used." : "The pair cannot be used as it is.")
        << std::endl;
}

} // namespace

Command preflightCommand()
{
    Command command;
    command.name = "preflight";
    command.summary =
        "Differences of a pair that matter, and whether it fits; exit 6 when blocking";
    command.example = "preflight --teacher Llama-2-13b-chat-hf --student Llama-2-7b-chat-hf";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<PreflightOptions>();
        parser.add_option("--teacher", options->teacher, "Teacher's folder")
            ->required()
            ->type_name("DIR");
        parser.add_option("--student", options->student, "Student's folder")
            ->required()
            ->type_name("DIR");
        parser.add_option("--data", options->data, "JSON Lines to check as well")
            ->type_name("FILE");
        return [options, &environment]() -> int {
            const PreflightReport report =
                preflightPair(options->teacher, options->student, options->data);
            if (environment.common().json) {
                environment.printJson(toJson(report));
            } else {
                printForPeople(report, environment.out());
            }
            return report.ok() ? kExitDone : kExitCheckFailed;
        };
    };
    return command;
}

} // namespace neurograft
