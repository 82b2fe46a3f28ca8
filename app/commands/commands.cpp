// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

namespace neurograft {

std::vector<Command> sharedCommands(const ProgramTalents& talents)
{
    return {
        // One line per command.
        inspectCommand(),
        preflightCommand(),
        tokenizeCommand(),
        logitsCommand(),
        generateCommand(),
        perplexityCommand(),
        parityCommand(),
        mergeCommand(),
        neuronCommand(),
        findCommand(),
        twinsCommand(),
        similarityCommand(),
        activationsCommand(),
        locateCommand(),
        parametersCommand(),
        matchCommand(),
        transferCommand(),
        evaluateCommand(),
        rescoreCommand(),
        damageCommand(),
        compareCommand(),
        scoresCommand(),
        runCommand(talents),
        replayCommand(),
        tableCommand(),
        demoCommand(talents),
        trainDemoCommand(),
        doctorCommand(talents),
    };
}

} // namespace neurograft
