// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_runner.h"

#include "app/commands/common_options.h"
#include "core/run/sweep_result.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

bool isWanted(const std::vector<std::string>& only, const std::string& name)
{
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
}

/// The error of a step, with the step's place in front.
Error placed(const Error& error, const std::string& place)
{
    return Error(error.kind(), place + ": " + error.where(), error.expected(), error.got(),
                 error.advice());
}

/// Progress says which step it is of.
RunContext contextOfTask(const RunContext& context, const std::string& label, std::size_t number,
                         std::size_t count)
{
    RunContext own = context;
    if (context.onProgress) {
        own.onProgress = [onProgress = context.onProgress, label, number,
                          count](const Progress& progress) {
            Progress told = progress;
            told.phase = "[" + std::to_string(number) + "/" + std::to_string(count) + "] " + label
                + ": " + progress.phase;
            onProgress(told);
        };
    }
    return own;
}

} // namespace

void requireKnownSteps(const ChainTasks& tasks, const std::vector<std::string>& only)
{
    std::vector<std::string> names;
    for (const ChainStage& stage : tasks.stages) {
        names.push_back(stage.name);
    }
    for (const std::string& name : only) {
        requireChoice("--only", name, names);
    }
}

ChainRunner::ChainRunner(const ChainStudy& study, const ChainTasks& tasks,
                         const ChainCommands& commands)
    : m_study(study), m_tasks(tasks), m_commands(commands)
{
}

void ChainRunner::check() const
{
    for (const ChainTask& task : m_tasks.tasks) {
        if (m_commands.has(task.command)) {
            m_commands.arguments(task);
        }
    }
}

ChainStatus ChainRunner::status(std::size_t task)
{
    const ChainTask& wanted = m_tasks.tasks[task];
    return chainStatus(wanted, m_inputs.of(wanted));
}

Metrics ChainRunner::metrics(std::size_t task)
{
    const ChainStatus found = status(task);
    return found.state == ChainState::Finished ? metricsOf(found.record->outcome) : Metrics();
}

std::vector<ChainStepOutcome> ChainRunner::run(const ChainWish& wish, const RunContext& context)
{
    requireKnownSteps(m_tasks, wish.only);
    m_outcomes.clear();
    for (const ChainStage& stage : m_tasks.stages) {
        if (!isWanted(wish.only, stage.name)) {
            continue;
        }
        if (stage.task) {
            if (!wish.shard) {
                runTask(*stage.task, wish, context);
            }
            continue;
        }
        const ChainSweep& sweep = m_tasks.sweeps[*stage.sweep];
        for (std::size_t cell = 0; cell < sweep.cells.size(); ++cell) {
            if (wish.shard && !wish.shard->owns(cell)) {
                continue;
            }
            for (const std::size_t task : sweep.cells[cell].tasks) {
                runTask(task, wish, context);
            }
        }
        if (!wish.shard) {
            gather(sweep, false);
        }
    }
    return m_outcomes;
}

/// A task that another one needs and that was not computed is named before anything begins.
void ChainRunner::requireReady(const ChainTask& task)
{
    for (const std::size_t other : task.after) {
        const ChainTask& needed = m_tasks.tasks[other];
        if (status(other).state != ChainState::Finished) {
            const std::string name = needed.label.substr(0, needed.label.find('/'));
            throw StudyError(task.path, "the finished step " + needed.label,
                             "none in " + needed.record.parent_path().string(),
                             "Compute it first: run --only " + name + ".");
        }
    }
}

void ChainRunner::runTask(std::size_t index, const ChainWish& wish, const RunContext& context)
{
    const ChainTask& task = m_tasks.tasks[index];
    ChainStepOutcome outcome{task.label, task.command, "computed", task.out};
    if (!m_commands.has(task.command)) {
        outcome.state = "left out: figures are drawn by the program neurograft";
        context.log(LogLevel::Info, task.label + " " + outcome.state);
        m_outcomes.push_back(std::move(outcome));
        return;
    }
    context.throwIfStopped();
    const std::string place = task.path + " (" + task.label + ")";
    std::vector<std::string> words = m_commands.arguments(task);
    const ChainStatus before = status(index);
    if (before.state == ChainState::Finished) {
        outcome.state = "finished before";
        m_outcomes.push_back(std::move(outcome));
        return;
    }
    if (before.state == ChainState::Different && !wish.overwrites) {
        throw StudyError(place, "the options its result was made with", before.difference,
                         "Choose another --out, or pass --force to compute it again.");
    }
    requireReady(task);
    std::error_code error;
    if (!task.out.empty()) {
        words.push_back("--out=" + task.out.string());
        const bool isThere = fs::exists(task.out, error);
        // What was begun by force may still be the result of other options.
        if (isThere && before.state == ChainState::Begun && !wish.overwrites
            && m_commands.hasOption(task.command, "resume")) {
            words.emplace_back("--resume");
        } else if (isThere && before.state != ChainState::Missing) {
            words.emplace_back("--force");
        }
        fs::create_directories(task.out.parent_path());
    }
    ChainRecord record{
        task.command, task.options, task.fingerprint, m_inputs.of(task), false, {}, {}};
    writeChainRecord(task.record, record);
    try {
        record.outcome = m_commands.answer(
            std::move(words), contextOfTask(context, task.label, index + 1, m_tasks.tasks.size()));
    } catch (const Error& failure) {
        throw placed(failure, place);
    }
    record.results = chainResults(task);
    record.isFinished = true;
    writeChainRecord(task.record, record);
    m_outcomes.push_back(std::move(outcome));
}

std::vector<SweptCell> ChainRunner::sweptCells(const ChainSweep& sweep)
{
    std::vector<SweptCell> cells;
    for (const ChainCell& cell : sweep.cells) {
        SweptCell swept{cell.name, cell.values, true, {}};
        for (const std::size_t task : cell.tasks) {
            const std::string& label = m_tasks.tasks[task].label;
            const bool isDrawn = !m_commands.has(m_tasks.tasks[task].command);
            const ChainStatus found = status(task);
            swept.isFinished = swept.isFinished && (isDrawn || found.state == ChainState::Finished);
            if (found.state != ChainState::Finished) {
                continue;
            }
            const std::string step =
                cell.tasks.size() == 1 ? std::string() : label.substr(label.rfind('/') + 1) + "/";
            for (const auto& [name, value] : metricsOf(found.record->outcome)) {
                swept.metrics.emplace_back(step + name, value);
            }
        }
        if (!swept.isFinished) {
            swept.metrics.clear();
        }
        cells.push_back(std::move(swept));
    }
    return cells;
}

fs::path ChainRunner::gather(const ChainSweep& sweep, bool mayLack)
{
    const std::vector<SweptCell> cells = sweptCells(sweep);
    std::string missing;
    std::size_t count = 0;
    for (const SweptCell& cell : cells) {
        if (!cell.isFinished && ++count <= 5) {
            missing += (missing.empty() ? "" : ", ") + cell.name;
        }
    }
    if (count > 0 && !mayLack) {
        throw StudyError(
            sweep.result.parent_path().string(), std::to_string(cells.size()) + " finished cells",
            std::to_string(count) + " that are not: " + missing + (count > 5 ? ", …" : ""),
            "Run the shares that are missing again; finished cells are passed over.");
    }
    writeSweepResult(sweep.result, m_study.title, sweep.name, sweep.axes, cells, m_study.published);
    return sweep.result;
}

std::vector<fs::path> ChainRunner::gather(const std::vector<std::string>& only, bool mayLack)
{
    requireKnownSteps(m_tasks, only);
    std::vector<fs::path> files;
    for (const ChainSweep& sweep : m_tasks.sweeps) {
        if (isWanted(only, sweep.name)) {
            files.push_back(gather(sweep, mayLack));
        }
    }
    return files;
}

} // namespace neurograft
