// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

namespace neurograft {

Command figureElsewhereCommand()
{
    Command command;
    command.name = "figure";
    command.summary = "Publication figure of a result: in the program 'neurograft' only";
    command.example =
        "figure R.h5 --out fig.pdf   (run 'neurograft figure', this program has no Qt)";
    command.takesAnything = true;
    command.declare = [](CLI::App&, CommandEnvironment&) {
        return []() -> int {
            throw UsageError("figure", "the program 'neurograft', which draws with Qt",
                             "'neurograft-cli'", "Run the same command as 'neurograft figure …'.");
        };
    };
    return command;
}

} // namespace neurograft
