// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace neurograft {

/// One command of the command line: declare() adds its options to the parser and returns what runs
/// once they are parsed; its result is the exit code.
struct Command {
    std::string name;
    std::string summary; ///< one line for the list of commands
    std::string example; ///< arguments after the program's name, shown by --help
    std::function<std::function<int()>(CLI::App& parser, CommandEnvironment& environment)> declare;
    bool takesAnything = false; ///< accepts every argument; for commands that only point elsewhere
};

/// What a program adds to the commands of the engine.
struct Program {
    std::string name; ///< "neurograft" or "neurograft-cli"
    std::vector<Command> commands;
};

/// A command as its --help explains it.
struct CommandHelp {
    std::string name;
    std::string text; ///< usage, options with their defaults, example
};

/// Every command of a program, in its order, from the parser itself.
std::vector<CommandHelp> commandHelp(const Program& program);

/// Parses and runs one command for another part of the program. @return its exit code
/// @throws Error family, also for arguments that cannot be meant
int runCommandOf(const Program& program, const std::vector<std::string>& arguments,
                 CommandEnvironment& environment);

/// Whether the arguments are for the command line rather than for the window: the first one is a
/// command, or an option such as --help or --version, or a word that is no file.
bool isCommandLine(const Program& program, int argc, const char* const* argv);

/// Parses, runs one command and reports failures as cli.md section 1 says.
/// @return the exit code
int runCommandLine(const Program& program, int argc, const char* const* argv, std::ostream& out,
                   std::ostream& err, bool errIsTerminal);

/// The same on the process's own streams, with Ctrl+C handled.
int runCommandLine(const Program& program, int argc, const char* const* argv);

} // namespace neurograft
