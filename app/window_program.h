// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"
#include "app/commands/commands.h"

namespace neurograft {

/// What only the program with Qt can do.
ProgramTalents windowTalents();

/// `neurograft`: every command.
Program windowProgram();

} // namespace neurograft
