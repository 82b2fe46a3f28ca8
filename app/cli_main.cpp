// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

int main(int argc, char** argv)
{
    neurograft::Program program;
    program.name = "neurograft-cli";
    program.commands = neurograft::sharedCommands({});
    program.commands.push_back(
        neurograft::elsewhereCommand("figure", "Publication figure of a result"));
    program.commands.push_back(
        neurograft::elsewhereCommand("report", "Results as one document"));
    return neurograft::runCommandLine(program, argc, argv);
}
