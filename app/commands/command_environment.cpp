// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/command_environment.h"

#include "app/commands/interrupt.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace neurograft {

CommandEnvironment::CommandEnvironment(std::string program, std::ostream& out, std::ostream& err,
                                       bool errIsTerminal)
    : m_program(std::move(program)), m_out(out), m_err(err), m_progress(err, errIsTerminal)
{
}

RunContext CommandEnvironment::context()
{
    if (m_given) {
        return *m_given;
    }
    RunContext context;
    context.isStopRequested = [] { return isInterrupted(); };
    if (!m_common.quiet) {
        context.onProgress = [this](const Progress& progress) { m_progress.report(progress); };
        context.onLog = [this](LogLevel level, const std::string& line) {
            if (level != LogLevel::Debug || m_common.verbose) {
                m_progress.line(level == LogLevel::Warning ? "warning: " + line : line);
            }
        };
    }
    return context;
}

void CommandEnvironment::note(const std::string& sentence)
{
    if (!m_common.quiet) {
        m_progress.line(sentence);
    }
}

void CommandEnvironment::printJson(const nlohmann::ordered_json& value)
{
    m_progress.finish();
    m_out << value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n'
          << std::flush;
}

void CommandEnvironment::printError(const std::string& kind, const Error& error)
{
    m_progress.finish();
    if (m_common.json) {
        printJson({{"error",
                    {{"kind", kind},
                     {"where", error.where()},
                     {"expected", error.expected()},
                     {"got", error.got()},
                     {"message", error.what()},
                     {"advice", error.advice()}}}});
        return;
    }
    m_err << m_program << ": " << error.what() << '\n';
    if (!error.advice().empty()) {
        m_err << "  " << error.advice() << '\n';
    }
    m_err << std::flush;
}

void CommandEnvironment::printCanceled(const std::string& message)
{
    m_progress.finish();
    if (m_common.json) {
        printJson({{"error",
                    {{"kind", "canceled"},
                     {"where", m_program},
                     {"expected", "a run to its end"},
                     {"got", "a stop request"},
                     {"message", message},
                     {"advice", ""}}}});
        return;
    }
    m_err << m_program << ": " << message << std::endl;
}

void CommandEnvironment::requireFreeTarget(const std::filesystem::path& target, bool force)
{
    std::error_code error;
    if (!force && std::filesystem::exists(target, error)) {
        throw StudyError(target.string(), "a name that is free", "an existing file",
                         "Choose another name or pass --force.");
    }
}

} // namespace neurograft
