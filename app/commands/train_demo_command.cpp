// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "core/run/compute_setup.h"
#include "core/run/train_demo.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iomanip>
#include <memory>

namespace neurograft {

namespace {

using Json = nlohmann::ordered_json;

struct TrainDemoArguments {
    TrainDemoOptions options;
    std::string out;
};

Json toJson(const TrainDemoOutcome& outcome, const std::string& out)
{
    Json scores = Json::array();
    for (const DemoTaskScore& score : outcome.scores) {
        scores.push_back({{"task", score.task},
                          {"n", score.items},
                          {"teacher_correct", score.teacherCorrect},
                          {"student_correct", score.studentCorrect}});
    }
    return {{"out", out},
            {"scores", scores},
            {"teacher_loss", outcome.teacherLoss},
            {"student_loss", outcome.studentLoss},
            {"wall_seconds", outcome.seconds}};
}

void printForPeople(const TrainDemoOutcome& outcome, std::ostream& out)
{
    out << "task        items   teacher   student\n";
    for (const DemoTaskScore& score : outcome.scores) {
        out << std::left << std::setw(12) << score.task << std::right << std::setw(5) << score.items
            << std::setw(10) << score.teacherCorrect << std::setw(10) << score.studentCorrect
            << '\n';
    }
    out << std::fixed << std::setprecision(4) << "loss: teacher " << outcome.teacherLoss
        << ", student " << outcome.studentLoss << "; " << durationText(outcome.seconds)
        << std::endl;
}

int trainDemoPair(const TrainDemoArguments& arguments, CommandEnvironment& environment)
{
    TrainDemoOptions options = arguments.options;
    for (const auto& [name, value] : {std::pair("--teacher-steps", options.teacherSteps),
                                      std::pair("--student-steps", options.studentSteps)}) {
        if (value < 1) {
            throw UsageError(name, "a number from 1", std::to_string(value));
        }
    }
    if (options.stepsLimit < 0) {
        throw UsageError("--steps-limit", "a number from 0", std::to_string(options.stepsLimit));
    }
    options.out = arguments.out;
    options.seed = environment.common().seed;
    options.threads = environment.common().threads;
    applyComputeSetup({options.threads, environment.common().deterministic});
    try {
        const TrainDemoOutcome outcome = trainDemo(options, environment.context());
        if (environment.common().json) {
            environment.printJson(toJson(outcome, arguments.out));
        } else {
            environment.finishProgress();
            printForPeople(outcome, environment.out());
        }
        return kExitDone;
    } catch (const Canceled&) {
        environment.printCanceled(
            "stopped on request; the same command goes on from where it was in " + arguments.out);
        return kExitCanceled;
    }
}

} // namespace

Command trainDemoCommand()
{
    Command command;
    command.name = "train-demo";
    command.summary = "Makes the bundled demo pair again: data, teacher and student from a seed";
    command.example = "train-demo --out demo-pair --threads 2";
    command.declare = [](CLI::App& parser, CommandEnvironment& environment) {
        const auto arguments = std::make_shared<TrainDemoArguments>();
        TrainDemoOptions& options = arguments->options;
        parser.add_option("--out", arguments->out, "Folder for teacher/, student/ and data/")
            ->required()
            ->type_name("DIR");
        parser.add_flag("--force", options.overwrite, "Replace an existing pair");
        parser
            .add_option("--teacher-steps", options.teacherSteps,
                        "Training steps (default " + std::to_string(options.teacherSteps) + ")")
            ->type_name("N");
        parser
            .add_option("--student-steps", options.studentSteps,
                        "Training steps (default " + std::to_string(options.studentSteps) + ")")
            ->type_name("N");
        parser
            .add_option("--steps-limit", options.stepsLimit, "Stop each training early, for tries")
            ->type_name("N");
        return
            [arguments, &environment]() -> int { return trainDemoPair(*arguments, environment); };
    };
    return command;
}

} // namespace neurograft
