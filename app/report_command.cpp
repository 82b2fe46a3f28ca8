// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report_command.h"

#include "app/commands/common_options.h"
#include "widgets/figures/figure_command.h"
#include "widgets/report/report_file.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <memory>

namespace neurograft {

namespace {

struct ReportOptions {
    std::vector<std::string> results;
    std::string title;
    std::string out;
    bool force = false;
};

int writeReport(const ReportOptions& options, CommandEnvironment& environment)
{
    ensureFigureApplication();
    const RunContext context = environment.context();
    const std::vector<std::filesystem::path> results =
        reportedResults({options.results.begin(), options.results.end()});
    const ReportFormat format = reportFormatOf(options.out);
    const RunReport report = readReport(results, QString::fromStdString(options.title), context);
    writeReportFile(report, format, options.out, options.force);
    nlohmann::ordered_json problems = nlohmann::ordered_json::array();
    for (const ReportRun& run : report.runs) {
        if (!run.problem.isEmpty()) {
            problems.push_back(
                {{"run", run.name.toStdString()}, {"problem", run.problem.toStdString()}});
        }
    }
    if (environment.common().json) {
        environment.printJson({{"report", options.out},
                               {"runs", report.runs.size()},
                               {"figures", report.figureCount()},
                               {"problems", problems}});
    } else {
        environment.out() << options.out << ": " << report.runs.size() << " run(s), "
                          << report.figureCount() << " figure(s)\n";
    }
    return kExitDone;
}

} // namespace

Command reportCommand()
{
    Command command;
    command.name = "report";
    command.summary = "Results as one document: facts, figures, scores, provenance (HTML, PDF)";
    command.example = "report study/runs --title \"13B to 7B\" --out report.html";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto options = std::make_shared<ReportOptions>();
        parser
            .add_option("results", options->results,
                        "Result files, or folders of them (a study: its runs)")
            ->required();
        parser.add_option("--title", options->title, "Heading (Neurograft report)")
            ->default_val("Neurograft report");
        parser.add_option("--out", options->out, "File to write: .html or .pdf")->required();
        parser.add_flag("--force", options->force, "Replace an existing file");
        return [options, &environment]() { return writeReport(*options, environment); };
    };
    return command;
}

} // namespace neurograft
