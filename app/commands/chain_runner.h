// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/chain_commands.h"
#include "core/run/run_context.h"
#include "core/studies/chain_record.h"
#include "core/studies/sweep_tables.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// One of N processes that share the cells of all sweeps.
struct ChainShard {
    std::size_t index = 1; ///< from 1
    std::size_t count = 1;

    /// Cell @p number of a sweep is the share's: every count-th.
    bool owns(std::size_t number) const { return number % count == index - 1; }
};

/// What a chain is asked for.
struct ChainWish {
    std::vector<std::string> only; ///< steps by name; empty = all
    std::optional<ChainShard> shard; ///< cells only, its own; sweeps are not gathered
    bool overwrites = false; ///< steps whose options have changed are computed again
};

/// What became of a step.
struct ChainStepOutcome {
    std::string label;
    std::string command;
    std::string state; ///< "computed", "finished before", "left out: …"
    std::filesystem::path out;
};

/// Runs the tasks of a chain one after the other, each by the command that has its name. What was
/// finished before by the same options is passed over, what was begun goes on.
class ChainRunner {
public:
    /// All outlive this object.
    ChainRunner(const ChainStudy& study, const ChainTasks& tasks, const ChainCommands& commands);

    /// Checks options and types of all tasks. @throws StudyError with the JSON path
    void check() const;

    /// @throws Canceled, what is finished stays; Error family, told with the step's place;
    /// StudyError for a step that was made with other options and may not be replaced
    std::vector<ChainStepOutcome> run(const ChainWish& wish, const RunContext& context);

    /// Joins the finished cells of every sweep (of @p only) into its `sweep.h5`.
    /// @return the files
    /// @throws StudyError naming the cells that are missing, unless @p mayLack
    std::vector<std::filesystem::path> gather(const std::vector<std::string>& only, bool mayLack);

    ChainStatus status(std::size_t task);
    /// The numbers of a task that is finished; empty otherwise.
    Metrics metrics(std::size_t task);

private:
    void runTask(std::size_t task, const ChainWish& wish, const RunContext& context);
    void requireReady(const ChainTask& task);
    std::filesystem::path gather(const ChainSweep& sweep, bool mayLack);
    std::vector<SweptCell> sweptCells(const ChainSweep& sweep);

    const ChainStudy& m_study;
    const ChainTasks& m_tasks;
    const ChainCommands& m_commands;
    ChainInputs m_inputs;
    std::vector<ChainStepOutcome> m_outcomes;
};

/// Whether a step is wanted by its name. @throws UsageError for names that no step has
void requireKnownSteps(const ChainTasks& tasks, const std::vector<std::string>& only);

} // namespace neurograft
