// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_shape.h"
#include "app/commands/commands.h"
#include "core/studies/chain_tasks.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Commands that can be steps of a chain: their options as the parsers know them, so that a new
/// option of a command is an option of its steps, and how a step becomes a call.
class ChainCommands {
public:
    /// @param program its commands; `figure` only when it draws
    explicit ChainCommands(const Program& program);

    /// Names of the commands, in the order of the program.
    std::vector<std::string> names() const;
    /// Options a step may state. @throws std::out_of_range for a command that names() lacks
    std::vector<OptionShape> options(const std::string& command) const;
    bool has(const std::string& command) const { return m_shapes.count(command) > 0; }
    /// Whether the command has an option of that name at all, --resume and --dry-run too.
    bool hasOption(const std::string& command, const std::string& option) const;

    /// How results are called after the name of their step (chain_tasks.h).
    ChainEnding ending() const;

    /// The call of a task without --out and what belongs to it.
    /// @throws StudyError with the JSON path for an unknown key or a value of another type
    std::vector<std::string> arguments(const ChainTask& task) const;

    /// Runs a call and returns its answer in JSON; null when it has none.
    /// @throws Canceled, Error family
    nlohmann::ordered_json answer(std::vector<std::string> words, const RunContext& context) const;

private:
    Program m_program;
    std::map<std::string, std::vector<OptionShape>> m_shapes;
};

/// Those of a program: every command but those that cannot be steps, and what draws where it does.
ChainCommands stepCommands(const ProgramTalents& talents);

/// The command that only the program with the window has.
inline constexpr const char* kFigureStep = "figure";

} // namespace neurograft
