// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_line.h"

#include "app/commands/common_options.h"
#include "app/commands/interrupt.h"
#include "app/commands/nearest_match.h"
#include "core/run/foreign_error.h"
#include "core/support/version.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <sstream>

#include <unistd.h>

namespace neurograft {

namespace {

std::vector<std::string> commandNames(const Program& program)
{
    std::vector<std::string> names;
    for (const Command& command : program.commands) {
        names.push_back(command.name);
    }
    return names;
}

std::vector<std::string> optionNames(const CLI::App& parser)
{
    std::vector<std::string> names;
    for (const CLI::Option* option : parser.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

/// "Did you mean X?" or where to look instead.
std::string suggestion(const std::string& word, const std::vector<std::string>& candidates,
                       const std::string& helpCall)
{
    const std::string nearest = nearestMatch(word, candidates);
    return nearest.empty() ? "See " + helpCall + "." : "Did you mean " + nearest + "?";
}

UsageError unknownArgument(const std::string& argument, const CLI::App& parser,
                           const std::string& call)
{
    if (argument.size() > 1 && argument.front() == '-') {
        const std::string name = argument.substr(0, argument.find('='));
        return UsageError(call, "a known option", name,
                          suggestion(name, optionNames(parser), call + " --help"));
    }
    return UsageError(call, "no further argument", "'" + argument + "'",
                      "See " + call + " --help.");
}

/// The first argument that nobody took; an option rather than what stands behind it.
std::optional<std::string> firstExtra(const CLI::App& parser)
{
    const std::vector<std::string> extras = parser.remaining();
    if (extras.empty()) {
        return std::nullopt;
    }
    const auto option = std::find_if(extras.begin(), extras.end(), [](const std::string& extra) {
        return extra.size() > 1 && extra.front() == '-';
    });
    return option == extras.end() ? extras.front() : *option;
}

class CommandLine {
public:
    CommandLine(const Program& program, CommandEnvironment& environment)
        : m_program(program), m_environment(environment),
          m_parser("Neurograft: cross-scale knowledge transfer between language models",
                   program.name)
    {
        m_parser.set_version_flag("--version", program.name + " " + kProgramVersion);
        m_parser.set_help_flag("-h,--help", "Print this help and exit");
        m_parser.require_subcommand(1, 1);
        m_parser.allow_extras();
        m_parser.footer("Each command explains itself: " + program.name
                        + " COMMAND --help\nExample: " + program.name + " "
                        + (program.commands.empty() ? "" : program.commands.front().example));
        for (const Command& command : program.commands) {
            addCommand(command);
        }
    }

    int run(int argc, const char* const* argv)
    {
        try {
            m_parser.parse(argc, argv);
            refuseExtras();
        } catch (const CLI::Success& request) { // --help and --version
            return m_parser.exit(request, m_environment.out(), m_environment.out());
        } catch (const CLI::ParseError& error) {
            refuseExtras();
            if (m_parser.get_subcommands().empty()) {
                throw UsageError(m_program.name, "a command", "none",
                                 "See " + m_program.name + " --help.");
            }
            throw UsageError(call(), "complete and valid options", error.what(),
                             "See " + call() + " --help.");
        }
        checkCommonOptions(m_environment.common());
        const int exitCode = m_action();
        if (!m_environment.out().flush()) {
            throw StoreError("standard output", "room for the answer", "a failed write");
        }
        return exitCode;
    }

    std::vector<CommandHelp> help() const
    {
        std::vector<CommandHelp> pages;
        for (const Command& command : m_program.commands) {
            pages.push_back(
                {command.name, m_parser.get_subcommand(command.name)->help(m_program.name)});
        }
        return pages;
    }

private:
    void addCommand(const Command& command)
    {
        CLI::App* parser = m_parser.add_subcommand(command.name, command.summary);
        parser->set_help_flag("-h,--help", "Print this help and exit");
        parser->allow_extras();
        parser->footer("Example: " + m_program.name + " " + command.example);
        std::function<int()> action = command.declare(*parser, m_environment);
        if (!command.takesAnything) {
            addCommonOptions(*parser, m_environment.common());
        }
        parser->callback([this, action, takesAnything = command.takesAnything] {
            m_action = action;
            m_takesAnything = takesAnything;
        });
    }

    std::string call() const
    {
        const auto chosen = m_parser.get_subcommands();
        return chosen.empty() ? m_program.name : m_program.name + " " + chosen.front()->get_name();
    }

    /// @throws UsageError for an unknown command, option or argument, with the nearest known one
    void refuseExtras() const
    {
        const auto chosen = m_parser.get_subcommands();
        if (const auto extra = firstExtra(m_parser)) {
            if (chosen.empty() && extra->front() != '-') {
                throw UsageError(
                    m_program.name, "a command", "'" + *extra + "'",
                    suggestion(*extra, commandNames(m_program), m_program.name + " --help"));
            }
            throw unknownArgument(*extra, m_parser, m_program.name);
        }
        if (!chosen.empty() && !m_takesAnything) {
            if (const auto extra = firstExtra(*chosen.front())) {
                throw unknownArgument(*extra, *chosen.front(), call());
            }
        }
    }

    const Program& m_program;
    CommandEnvironment& m_environment;
    CLI::App m_parser;
    std::function<int()> m_action;
    bool m_takesAnything = false;
};

} // namespace

std::vector<CommandHelp> commandHelp(const Program& program)
{
    std::ostringstream nowhere;
    CommandEnvironment environment(program.name, nowhere, nowhere, false);
    return CommandLine(program, environment).help();
}

int runCommandOf(const Program& program, const std::vector<std::string>& arguments,
                 CommandEnvironment& environment)
{
    std::vector<const char*> words{program.name.c_str()};
    for (const std::string& argument : arguments) {
        words.push_back(argument.c_str());
    }
    return CommandLine(program, environment).run(static_cast<int>(words.size()), words.data());
}

bool isCommandLine(const Program& program, int argc, const char* const* argv)
{
    if (argc < 2) {
        return false;
    }
    const std::string first = argv[1];
    if (first == "-h" || first == "--help" || first == "--version") {
        return true;
    }
    const std::vector<std::string> names = commandNames(program);
    if (std::find(names.begin(), names.end(), first) != names.end()) {
        return true;
    }
    std::error_code error;
    return !first.empty() && first.front() != '-' && !std::filesystem::exists(first, error);
}

int runCommandLine(const Program& program, int argc, const char* const* argv, std::ostream& out,
                   std::ostream& err, bool errIsTerminal)
{
    CommandEnvironment environment(program.name, out, err, errIsTerminal);
    // A usage error may come before --json is parsed, and is to be JSON all the same.
    environment.common().json = std::any_of(argv + 1, argv + argc, [](const char* argument) {
        return std::string(argument) == "--json";
    });
    try {
        return CommandLine(program, environment).run(argc, argv);
    } catch (const Canceled&) {
        environment.printCanceled("stopped on request");
        return kExitCanceled;
    } catch (const Error& error) {
        environment.printError(kindWord(error.kind()), error);
        return exitCodeOf(error.kind());
    } catch (const std::exception& exception) {
        const Error error = describeForeign(exception);
        environment.printError(kindWord(error.kind()), error);
        return exitCodeOf(error.kind());
    }
}

int runCommandLine(const Program& program, int argc, const char* const* argv)
{
    installInterruptHandler();
    return runCommandLine(program, argc, argv, std::cout, std::cerr, ::isatty(STDERR_FILENO) == 1);
}

} // namespace neurograft
