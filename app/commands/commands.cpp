// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

namespace neurograft {

std::vector<Command> sharedCommands(const ProgramTalents& talents)
{
    return {
        inspectCommand(),       preflightCommand(),  tokenizeCommand(),    logitsCommand(),
        generateCommand(),      perplexityCommand(), parityCommand(),      mergeCommand(),
        similarityCommand(),    tableCommand(),      demoCommand(talents), trainDemoCommand(),
        inspectCommand(),
        preflightCommand(),
        tokenizeCommand(),
        logitsCommand(),
        generateCommand(),
        perplexityCommand(),
        mergeCommand(),
        neuronCommand(),
        findCommand(),
        twinsCommand(),
        similarityCommand(),
        tableCommand(),
        demoCommand(talents),
        trainDemoCommand(),
        doctorCommand(talents),
    };
}

} // namespace neurograft
