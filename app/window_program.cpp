// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_program.h"

#include "app/commands/commands.h"
#include "app/figure_command.h"
#include "app/report_command.h"
#include "widgets/figures/figure_command.h"

#include <QtGlobal>

namespace neurograft {

Program windowProgram()
{
    ProgramTalents talents;
    talents.qtVersion = qVersion();
    talents.fonts = {"Liberation Sans", "Liberation Serif"};
    talents.writeFigures = writeAllFigures;
    talents.figureCommand = figureCommand;
    Program program;
    program.name = "neurograft";
    program.commands = sharedCommands(talents);
    program.commands.push_back(figureCommand());
    program.commands.push_back(reportCommand());
    return program;
}

} // namespace neurograft
