// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_plan.h"

#include "app/commands/size_text.h"
#include "core/run/planned_machine.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace neurograft {

namespace {

using PlanJson = nlohmann::ordered_json;

/// Options that change what lies over a model or where a method starts, not what it costs.
bool isLaidOver(const std::string& command, const std::string& option)
{
    if (command == "parameters") { // its adapters are what it is about
        return false;
    }
    static const std::set<std::string> kOptions{
        "adapter",         "residual-adapter",         "delta",         "translator",
        "teacher-adapter", "teacher-residual-adapter", "teacher-delta", "student-adapter",
        "student-delta",   "student-residual-adapter"};
    return kOptions.count(option) > 0;
}

/// Cells in which every value of every axis is found at least once.
std::vector<std::size_t> coveringCells(const ChainSweep& sweep)
{
    std::size_t longest = 0;
    for (const SweepAxis& axis : sweep.axes) {
        longest = std::max(longest, axis.values.size());
    }
    std::vector<std::size_t> cells;
    for (std::size_t i = 0; i < longest; ++i) {
        std::size_t cell = 0;
        for (const SweepAxis& axis : sweep.axes) {
            cell = cell * axis.values.size() + i % axis.values.size();
        }
        if (std::find(cells.begin(), cells.end(), cell) == cells.end()) {
            cells.push_back(cell);
        }
    }
    return cells;
}

struct Cost {
    double seconds = 0.0;
    double flops = 0.0;
    double hostBytes = 0.0;
    double deviceBytes = 0.0;

    void add(const Cost& other)
    {
        seconds += other.seconds;
        flops += other.flops;
        hostBytes = std::max(hostBytes, other.hostBytes);
        deviceBytes = std::max(deviceBytes, other.deviceBytes);
    }
};

/// What the dry run of one call told.
struct Asked {
    Cost cost;
    std::vector<std::string> problems;
};

class ChainPlanner {
public:
    ChainPlanner(const ChainTasks& tasks, const ChainCommands& commands, ChainRunner& runner,
                 const RunContext& context)
        : m_tasks(tasks), m_commands(commands), m_runner(runner), m_context(context)
    {
    }

    DryRun plan(const ChainWish& wish)
    {
        PlanJson steps = PlanJson::array();
        Cost total;
        for (const ChainStage& stage : m_tasks.stages) {
            const bool isWanted = wish.only.empty()
                || std::find(wish.only.begin(), wish.only.end(), stage.name) != wish.only.end();
            if (!isWanted || (stage.task && wish.shard)) {
                continue;
            }
            PlanJson step{{"step", stage.name}};
            const Cost cost = stage.task ? costOf(*stage.task, step)
                                         : costOf(m_tasks.sweeps[*stage.sweep], wish, step);
            step["seconds_estimate"] = cost.seconds;
            step["memory_bytes"] = {{"host", cost.hostBytes}, {"device", cost.deviceBytes}};
            total.add(cost);
            steps.push_back(std::move(step));
        }
        m_run.plan = {{"steps", std::move(steps)}};
        m_run.sentence = std::to_string(m_run.plan["steps"].size()) + " steps";
        m_run.flops = total.flops;
        m_run.secondsEstimate = total.seconds;
        m_run.hostBytes = total.hostBytes;
        m_run.deviceBytes = total.deviceBytes;
        return std::move(m_run);
    }

private:
    /// @param step is told what is done and how far it is
    Cost costOf(std::size_t index, PlanJson& step)
    {
        ChainTask task = m_tasks.tasks[index];
        step["command"] = task.command;
        if (!m_commands.has(task.command)) {
            step["state"] = "left out here";
            return {};
        }
        const ChainStatus status = m_runner.status(index);
        if (status.state == ChainState::Finished) {
            step["state"] = "finished";
            return {};
        }
        if (status.state == ChainState::Different) {
            addProblem(task, "the result was made with other options: " + status.difference);
        }
        step["state"] = status.state == ChainState::Begun ? "begun" : "to do";
        const std::string waited = dropUnfinished(task);
        if (!waited.empty() || !m_commands.hasOption(task.command, "dry-run")) {
            step["planned"] = false;
            return {};
        }
        return askedCost(task);
    }

    Cost costOf(const ChainSweep& sweep, const ChainWish& wish, PlanJson& step)
    {
        std::size_t open = 0;
        for (std::size_t i = 0; i < sweep.cells.size(); ++i) {
            const bool isOwn = !wish.shard || wish.shard->owns(i);
            open += isOwn && !isFinished(sweep.cells[i]) ? 1 : 0;
        }
        step["cells"] = sweep.cells.size();
        step["cells_to_do"] = open;
        Cost sum;
        std::size_t planned = 0;
        for (const std::size_t number :
             open > 0 ? coveringCells(sweep) : std::vector<std::size_t>()) {
            if (isFinished(sweep.cells[number])) {
                continue;
            }
            Cost cell;
            for (const std::size_t task : sweep.cells[number].tasks) {
                PlanJson unused;
                cell.add(costOf(task, unused));
            }
            sum.add(cell);
            ++planned;
        }
        step["cells_planned"] = planned;
        if (planned > 0) {
            const double share = static_cast<double>(open) / static_cast<double>(planned);
            sum.seconds *= share;
            sum.flops *= share;
        }
        return sum;
    }

    bool isFinished(const ChainCell& cell)
    {
        return std::all_of(cell.tasks.begin(), cell.tasks.end(), [this](std::size_t task) {
            return m_runner.status(task).state == ChainState::Finished;
        });
    }

    /// Takes out what is laid over a model and does not exist yet. @return an option that is needed
    /// and cannot be known yet
    std::string dropUnfinished(ChainTask& task)
    {
        const bool isReady =
            std::all_of(task.after.begin(), task.after.end(), [this](std::size_t other) {
                return m_runner.status(other).state == ChainState::Finished;
            });
        std::string waited;
        for (const std::string& option : isReady ? std::vector<std::string>() : task.referring) {
            if (isLaidOver(task.command, option)) {
                task.options.erase(option);
            } else {
                waited = option;
            }
        }
        return waited;
    }

    Cost askedCost(const ChainTask& task)
    {
        std::vector<std::string> words = m_commands.arguments(task);
        words.emplace_back("--dry-run");
        std::string call; // another seed costs the same
        for (const std::string& word : words) {
            call += word.rfind("--seed=", 0) == 0 ? std::string() : word + '\n';
        }
        if (!plannedMachine() && !task.out.empty()) { // the disk here
            words.push_back("--out=" + task.out.string());
        }
        const auto [place, isNew] = m_asked.emplace(call, Asked());
        if (isNew) {
            place->second = ask(std::move(words));
        }
        for (const std::string& problem : place->second.problems) {
            addProblem(task, problem);
        }
        return place->second.cost;
    }

    Asked ask(std::vector<std::string> words) const
    {
        Asked asked;
        try {
            const PlanJson answer = m_commands.answer(std::move(words), m_context);
            asked.problems = answer.at("problems").get<std::vector<std::string>>();
            asked.cost.seconds = answer.at("seconds_estimate").get<double>();
            asked.cost.flops = answer.at("flops").get<double>();
            asked.cost.hostBytes = answer.at("memory_bytes").at("host").get<double>();
            asked.cost.deviceBytes = answer.at("memory_bytes").at("device").get<double>();
            if (plannedMachine() && asked.cost.deviceBytes > plannedMachine()->deviceBytes) {
                asked.problems.push_back("it needs " + sizeText(asked.cost.deviceBytes)
                                         + " on a GPU of "
                                         + sizeText(plannedMachine()->deviceBytes));
            }
        } catch (const Error& error) {
            asked.problems.emplace_back(error.what());
        }
        return asked;
    }

    void addProblem(const ChainTask& task, const std::string& problem)
    {
        m_run.problems.push_back(task.label + ": " + problem);
    }

    const ChainTasks& m_tasks;
    const ChainCommands& m_commands;
    ChainRunner& m_runner;
    const RunContext& m_context;
    DryRun m_run;
    std::map<std::string, Asked> m_asked; ///< by call
};

} // namespace

DryRun planChain(const ChainTasks& tasks, const ChainCommands& commands, ChainRunner& runner,
                 const ChainWish& wish, const RunContext& context)
{
    requireKnownSteps(tasks, wish.only);
    return ChainPlanner(tasks, commands, runner, context).plan(wish);
}

} // namespace neurograft
