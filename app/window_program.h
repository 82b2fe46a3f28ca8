// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"

namespace neurograft {

/// `neurograft`: every command, with what only the program with Qt can do.
Program windowProgram();

} // namespace neurograft
