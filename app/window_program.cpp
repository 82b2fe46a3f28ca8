// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window_program.h"

#include "app/commands/commands.h"
#include "app/figure_command.h"
#include "app/report_command.h"
#include "widgets/figures/figure_command.h"

#include <QtGlobal>

namespace neurograft {

ProgramTalents windowTalents()
{
    ProgramTalents talents;
    talents.qtVersion = qVersion();
    talents.fonts = {"Liberation Sans", "Liberation Serif"};
    talents.writeFigures = writeAllFigures;
    talents.figureCommand = figureCommand;
    return talents;
}

Program windowProgram()
{
    Program program;
    program.name = "neurograft";
    program.commands = sharedCommands(windowTalents());
    program.commands.push_back(figureCommand());
    program.commands.push_back(reportCommand());
    return program;
}

} // namespace neurograft
