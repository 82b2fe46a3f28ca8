// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace neurograft {

/// What only the program with the window can tell or do; empty in neurograft-cli.
struct ProgramTalents {
    std::string qtVersion;
    std::vector<std::string> fonts; ///< bundled font families
    /// Draws the figures of a result file into a folder and returns what it wrote.
    std::function<std::vector<std::filesystem::path>(const std::filesystem::path& result,
                                                     const std::filesystem::path& folder)>
        writeFigures;
    /// `figure`, for the steps of `run`.
    std::function<Command()> figureCommand;
};

/// Every command that both programs have. `figure` and `report` are added by each
/// program itself: by what draws in `neurograft`, by elsewhereCommand() in `neurograft-cli`.
std::vector<Command> sharedCommands(const ProgramTalents& talents);

Command inspectCommand();
Command preflightCommand();
Command tokenizeCommand();
Command logitsCommand();
Command generateCommand();
Command mergeCommand();
Command perplexityCommand();
Command parityCommand();
Command neuronCommand();
Command findCommand();
Command twinsCommand();
Command similarityCommand();
Command activationsCommand();
Command evaluateCommand();
Command compareCommand();
Command rescoreCommand();
Command scoresCommand();
Command damageCommand();
Command locateCommand();
Command parametersCommand();
Command matchCommand();
Command transferCommand();
Command replayCommand();
Command runCommand(const ProgramTalents& talents);
Command tableCommand();
Command demoCommand(const ProgramTalents& talents);
Command trainDemoCommand();
Command doctorCommand(const ProgramTalents& talents);
/// Says which program has a command that draws: `figure`, `report`.
Command elsewhereCommand(const std::string& name, const std::string& summary);

} // namespace neurograft
