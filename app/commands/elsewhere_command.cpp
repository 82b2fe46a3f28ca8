// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

namespace neurograft {

Command elsewhereCommand(const std::string& name, const std::string& summary)
{
    Command command;
    command.name = name;
    command.summary = summary + ": in the program 'neurograft' only";
    command.example = name + " R.h5 --out " + name + ".pdf   (run 'neurograft " + name
        + "', this program has no Qt)";
    command.takesAnything = true;
    command.declare = [name](CLI::App&, CommandEnvironment&) {
        return [name]() -> int {
            throw UsageError(name, "the program 'neurograft', which draws with Qt",
                             "'neurograft-cli'",
                             "Run the same command as 'neurograft " + name + " …'.");
        };
    };
    return command;
}

} // namespace neurograft
