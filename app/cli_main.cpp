// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

int main(int argc, char** argv)
{
    neurograft::Program program;
    program.name = "neurograft-cli";
    program.commands = neurograft::sharedCommands({});
    program.commands.push_back(neurograft::figureElsewhereCommand());
    return neurograft::runCommandLine(program, argc, argv);
}
