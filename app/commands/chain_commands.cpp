// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/chain_commands.h"

#include "app/commands/nearest_match.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace neurograft {

namespace {

using ChainValue = nlohmann::ordered_json;

/// Where a command writes.
enum class StepOutput {
    None, ///< its answer is all
    Result, ///< NAME.h5
    Folder, ///< NAME/
    Formatted ///< NAME and the ending of --format
};

struct StepKind {
    StepOutput output = StepOutput::None;
    const char* format = ""; ///< of Formatted without --format
};

const std::map<std::string, StepKind>& stepKinds()
{
    static const std::map<std::string, StepKind> kKinds{
        {"similarity", {StepOutput::Result}},
        {"locate", {StepOutput::Result}},
        {"activations", {StepOutput::Formatted, "npz"}},
        {"parameters", {StepOutput::Result}},
        {"match", {StepOutput::Result}},
        {"transfer", {StepOutput::Folder}},
        {"merge", {StepOutput::Folder}},
        {"perplexity", {StepOutput::None}},
        {"evaluate", {StepOutput::Result}},
        {"damage", {StepOutput::Folder}},
        {"compare", {StepOutput::None}},
        {"table", {StepOutput::Formatted, "csv"}},
        {kFigureStep, {StepOutput::Formatted, "pdf"}},
    };
    return kKinds;
}

/// What the chain itself decides.
bool isManaged(const std::string& option)
{
    static const std::set<std::string> kManaged{"out",  "force",  "resume",  "dry-run",
                                                "json", "quiet",  "verbose", "study",
                                                "list", "export", "all"};
    return kManaged.count(option) > 0;
}

std::string namesText(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

[[noreturn]] void unknownWord(const std::string& path, const std::string& expected,
                              const std::string& word, const std::vector<std::string>& known)
{
    const std::string nearest = nearestMatch(word, known);
    throw StudyError(path, expected + namesText(known), "'" + word + "'",
                     nearest.empty() ? "" : "Did you mean " + nearest + "?");
}

std::string scalarText(const ChainValue& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string endingOfFormat(const std::string& format)
{
    return "." + (format == "latex" ? "tex" : format);
}

/// One option of a step as words of a call.
class OptionWords {
public:
    OptionWords(const OptionShape& shape, std::string path)
        : m_shape(shape), m_path(std::move(path))
    {
    }

    void add(const ChainValue& value, std::vector<std::string>& positional,
             std::vector<std::string>& named) const
    {
        if (value.is_null()) {
            return; // a cell of a sweep does without
        }
        if (m_shape.kind == OptionKind::Flag) {
            if (!value.is_boolean()) {
                wrong("true or false", value);
            }
            if (value.get<bool>()) {
                named.push_back("--" + m_shape.name);
            }
            return;
        }
        if (m_shape.isRepeatable && value.is_array()) {
            for (const ChainValue& part : value) {
                addWord(textOf(part), positional, named);
            }
            return;
        }
        addWord(textOf(value), positional, named);
    }

private:
    void addWord(const std::string& text, std::vector<std::string>& positional,
                 std::vector<std::string>& named) const
    {
        if (m_shape.isPositional) {
            positional.push_back(text);
        } else if (text.empty()) { // "--name=" would take the next word
            named.insert(named.end(), {"--" + m_shape.name, text});
        } else {
            named.push_back("--" + m_shape.name + "=" + text);
        }
    }

    std::string textOf(const ChainValue& value) const
    {
        if (m_shape.kind == OptionKind::Switch) {
            if (!value.is_boolean()) {
                wrong("true or false", value);
            }
            return value.get<bool>() ? "on" : "off";
        }
        if (m_shape.kind == OptionKind::Number && !value.is_number()) {
            wrong("a number", value);
        }
        if (m_shape.kind == OptionKind::Whole && !value.is_number_integer()) {
            wrong("a whole number", value);
        }
        if (value.is_string() || value.is_number()) {
            return scalarText(value);
        }
        if (!value.is_array()) {
            wrong("text, a number or a list of them", value);
        }
        std::string text;
        for (const ChainValue& part : value) {
            if (!part.is_string() && !part.is_number()) {
                wrong("a list of text or numbers", value);
            }
            text += (text.empty() ? "" : ",") + scalarText(part);
        }
        return text;
    }

    [[noreturn]] void wrong(const std::string& expected, const ChainValue& value) const
    {
        throw StudyError(m_path, expected, value.dump());
    }

    const OptionShape& m_shape;
    std::string m_path;
};

} // namespace

ChainCommands::ChainCommands(const Program& program) : m_program(program)
{
    for (const Command& command : program.commands) {
        if (stepKinds().count(command.name) > 0 && !command.takesAnything) {
            m_shapes[command.name] = commandShape(command);
        }
    }
}

std::vector<std::string> ChainCommands::names() const
{
    std::vector<std::string> names;
    for (const Command& command : m_program.commands) {
        if (has(command.name)) {
            names.push_back(command.name);
        }
    }
    return names;
}

std::vector<OptionShape> ChainCommands::options(const std::string& command) const
{
    std::vector<OptionShape> options = m_shapes.at(command);
    options.erase(std::remove_if(options.begin(), options.end(),
                                 [](const OptionShape& option) { return isManaged(option.name); }),
                  options.end());
    return options;
}

bool ChainCommands::hasOption(const std::string& command, const std::string& option) const
{
    const auto found = m_shapes.find(command);
    return found != m_shapes.end()
        && std::any_of(found->second.begin(), found->second.end(),
                       [&option](const OptionShape& shape) { return shape.name == option; });
}

ChainEnding ChainCommands::ending() const
{
    return [known = names()](const std::string& command, const ChainValue& options,
                             const std::string& path) -> std::optional<std::string> {
        const auto kind = stepKinds().find(command);
        if (kind == stepKinds().end()) {
            unknownWord(path + "/command", "one of ", command, known);
        }
        switch (kind->second.output) {
        case StepOutput::Result:
            return ".h5";
        case StepOutput::Folder:
            return "";
        case StepOutput::Formatted:
            return endingOfFormat(options.value("format", std::string(kind->second.format)));
        default:
            return std::nullopt;
        }
    };
}

std::vector<std::string> ChainCommands::arguments(const ChainTask& task) const
{
    const std::vector<OptionShape> known = options(task.command);
    std::vector<std::string> names;
    for (const OptionShape& option : known) {
        names.push_back(option.name);
    }
    std::vector<std::string> named;
    // Positional ones in the order of the command, whatever the order of the step.
    std::map<std::string, std::vector<std::string>> positional;
    for (const auto& [key, value] : task.options.items()) {
        const std::string path = task.path + "/" + key;
        const auto option = std::find_if(known.begin(), known.end(),
                                         [&key](const auto& shape) { return shape.name == key; });
        if (option == known.end()) {
            unknownWord(path, "one of the options of " + task.command + ": ", key, names);
        }
        OptionWords(*option, path).add(value, positional[key], named);
    }
    std::vector<std::string> words{task.command};
    for (const OptionShape& option : known) {
        const auto found = positional.find(option.name);
        if (found != positional.end()) {
            words.insert(words.end(), found->second.begin(), found->second.end());
        }
    }
    words.insert(words.end(), named.begin(), named.end());
    return words;
}

ChainValue ChainCommands::answer(std::vector<std::string> words, const RunContext& context) const
{
    std::ostringstream out;
    std::ostringstream err;
    CommandEnvironment environment(m_program.name, out, err, false);
    environment.setContext(context);
    words.emplace_back("--json");
    if (runCommandOf(m_program, words, environment) == kExitCanceled) {
        throw Canceled();
    }
    ChainValue answer = ChainValue::parse(out.str(), nullptr, false);
    return answer.is_discarded() ? ChainValue() : answer;
}

ChainCommands stepCommands(const ProgramTalents& talents)
{
    Program program;
    program.name = talents.figureCommand ? "neurograft" : "neurograft-cli";
    program.commands = sharedCommands(talents);
    if (talents.figureCommand) {
        program.commands.push_back(talents.figureCommand());
    }
    return ChainCommands(program);
}

} // namespace neurograft
