// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_shape.h"

#include "app/commands/common_options.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cctype>
#include <sstream>

namespace neurograft {

namespace {

OptionKind kindOf(const CLI::Option& option)
{
    const std::string type = option.get_type_name();
    if (option.get_items_expected_max() == 0) {
        return OptionKind::Flag;
    }
    if (type == "on|off") {
        return OptionKind::Switch;
    }
    if (type == "X" || type == "FLOAT") {
        return OptionKind::Number;
    }
    return type == "N" || type == "K" || type == "INT" || type == "UINT" ? OptionKind::Whole
                                                                         : OptionKind::Text;
}

OptionShape shapeOf(const CLI::Option& option)
{
    OptionShape shape;
    shape.isPositional = option.get_lnames().empty();
    shape.name = shape.isPositional ? option.get_name(true) : option.get_lnames().front();
    std::transform(shape.name.begin(), shape.name.end(), shape.name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    shape.kind = kindOf(option);
    shape.isRepeatable = option.get_items_expected_max() > 1;
    shape.type = option.get_type_name();
    shape.help = option.get_description();
    return shape;
}

} // namespace

std::vector<OptionShape> commandShape(const Command& command)
{
    std::ostringstream nowhere;
    CommandEnvironment environment("neurograft", nowhere, nowhere, false);
    CLI::App parser;
    const auto action = command.declare(parser, environment); // owns what the parser fills
    addCommonOptions(parser, environment.common());
    std::vector<OptionShape> shapes;
    for (const CLI::Option* option : parser.get_options()) {
        if (option != parser.get_help_ptr()) {
            shapes.push_back(shapeOf(*option));
        }
    }
    return shapes;
}

} // namespace neurograft
