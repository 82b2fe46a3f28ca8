// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"
#include "app/commands/commands.h"

namespace neurograft {

/// `figure` of cli.md, only in the program with Qt; the work is done by
/// widgets/figures/figure_command.h.
Command figureCommand();

/// What the program with Qt can tell and do for the shared commands: Qt's version, the bundled
/// fonts, figures of a result.
ProgramTalents guiTalents();

} // namespace neurograft
