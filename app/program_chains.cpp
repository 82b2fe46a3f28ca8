// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program_chains.h"

#include "app/commands/chain_files.h"
#include "app/commands/chain_plan.h"
#include "app/commands/chain_report.h"
#include "app/commands/chain_runner.h"
#include "app/window_program.h"

#include <nlohmann/json.hpp>

namespace neurograft {

namespace {

/// What a call needs, from one request.
struct ExpandedChain {
    ExpandedChain(const ChainRequest& request, const ChainCommands& commands)
        : tasks(expandChain(request.study, request.out, commands.ending())),
          runner(request.study, tasks, commands)
    {
        runner.check();
    }

    ChainTasks tasks;
    ChainRunner runner;
};

ChainStepCost costOfStep(const nlohmann::ordered_json& step)
{
    ChainStepCost cost;
    cost.step = step.at("step").get<std::string>();
    cost.seconds = step.at("seconds_estimate").get<double>();
    cost.hostBytes = step.at("memory_bytes").at("host").get<double>();
    cost.deviceBytes = step.at("memory_bytes").at("device").get<double>();
    return cost;
}

} // namespace

ProgramChains::ProgramChains() : m_commands(stepCommands(windowTalents())) { }

std::map<std::string, std::string> ProgramChains::optionHelp(const std::string& command) const
{
    std::map<std::string, std::string> help;
    if (m_commands.has(command)) {
        for (const OptionShape& option : m_commands.options(command)) {
            help[option.name] = option.help;
        }
    }
    return help;
}

void ProgramChains::validate(const ChainRequest& request) const
{
    const ExpandedChain chain(request, m_commands);
}

ChainProgress ProgramChains::progress(const ChainRequest& request) const
{
    ExpandedChain chain(request, m_commands); // its runner reads every input once
    ChainProgress progress;
    for (std::size_t i = 0; i < chain.tasks.tasks.size(); ++i) {
        const ChainTask& task = chain.tasks.tasks[i];
        const ChainStatus status = chain.runner.status(i);
        progress.tasks.push_back(
            {task.label, task.command, status.state, status.difference, task.out});
    }
    progress.numbers = compareNumbers(request.study, chain.tasks, chain.runner, request.where);
    return progress;
}

ChainForecast ProgramChains::forecast(const ChainRequest& request, const RunContext& context) const
{
    ExpandedChain chain(request, m_commands);
    const DryRun plan = planChain(chain.tasks, m_commands, chain.runner, {}, context);
    ChainForecast forecast;
    for (const Error& problem : chainFileProblems(request.study, request.where)) {
        forecast.problems.emplace_back(problem.what());
    }
    forecast.problems.insert(forecast.problems.end(), plan.problems.begin(), plan.problems.end());
    for (const nlohmann::ordered_json& step : plan.plan.at("steps")) {
        forecast.steps.push_back(costOfStep(step));
    }
    forecast.seconds = plan.secondsEstimate;
    forecast.hostBytes = plan.hostBytes;
    forecast.deviceBytes = plan.deviceBytes;
    return forecast;
}

void ProgramChains::run(const ChainRequest& request, const RunContext& context) const
{
    ExpandedChain chain(request, m_commands);
    for (const Error& problem : chainFileProblems(request.study, request.where)) {
        throw problem;
    }
    ChainWish wish;
    wish.overwrites = request.overwrites;
    chain.runner.run(wish, context);
}

} // namespace neurograft
