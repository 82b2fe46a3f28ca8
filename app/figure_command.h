// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"

namespace neurograft {

/// `figure` of cli.md, only in the program with Qt; the work is done by
/// widgets/figures/figure_command.h.
Command figureCommand();

} // namespace neurograft
