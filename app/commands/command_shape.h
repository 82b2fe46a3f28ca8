// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_line.h"

#include <string>
#include <vector>

namespace neurograft {

/// What a value of an option is in JSON.
enum class OptionKind {
    Flag, ///< true or false
    Switch, ///< true or false, "on" or "off" on the command line
    Number,
    Whole, ///< a whole number
    Text ///< text, a number, or a list of them with commas between
};

/// One option of a command as its parser knows it.
struct OptionShape {
    std::string name; ///< "steps-limit", of a positional one its word in small letters: "method"
    OptionKind kind = OptionKind::Text;
    bool isPositional = false;
    bool isRepeatable = false; ///< a list gives it several times
    std::string type; ///< placeholder: "R.h5", "N,…"
    std::string help;
};

/// Options of a command, in the order of their declaration, --help left out.
std::vector<OptionShape> commandShape(const Command& command);

} // namespace neurograft
