// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/progress_printer.h"
#include "core/run/error.h"
#include "core/run/run_context.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>

namespace neurograft {

/// Exit codes of cli.md section 1.
enum ExitCode : int {
    kExitDone = 0,
    kExitInternal = 1,
    kExitUsage = 2,
    kExitBadInput = 3,
    kExitCanceled = 4,
    kExitOutOfMemory = 5,
    kExitCheckFailed = 6,
};

/// Options every command takes (cli.md section 1).
struct CommonOptions {
    bool json = false; ///< exactly one JSON object on standard output
    bool quiet = false; ///< no progress and no log
    bool verbose = false; ///< debug lines too
    std::string device = "auto"; ///< auto, cpu, cuda or cuda:N
    std::string dtype = "auto"; ///< auto, float32, bfloat16 or float16
    int threads = 0; ///< 0 = LibTorch's choice
    std::uint64_t seed = 42;
    bool deterministic = false;
};

/// What a command has around it: its streams, the common options, and the context its job is
/// handed.
class CommandEnvironment {
public:
    /// @param program name for messages: "neurograft" or "neurograft-cli"
    CommandEnvironment(std::string program, std::ostream& out, std::ostream& err,
                       bool errIsTerminal);

    const std::string& program() const { return m_program; }
    std::ostream& out() { return m_out; }
    CommonOptions& common() { return m_common; }
    const CommonOptions& common() const { return m_common; }

    /// Progress and log to standard error as the options ask for; stops on Ctrl+C. Or the context
    /// that was set.
    RunContext context();
    /// For a command that another one runs: its job reports there.
    void setContext(const RunContext& context) { m_given = context; }
    /// A sentence on standard error, unless --quiet.
    void note(const std::string& sentence);
    /// Removes the progress bar before something is printed for people.
    void finishProgress() { m_progress.finish(); }
    /// One line of JSON on standard output. Bytes that are no UTF-8 become U+FFFD, NaN becomes
    /// null.
    void printJson(const nlohmann::ordered_json& value);
    /// Tells about a failure, as JSON on standard output with --json, else on standard error.
    void printError(const std::string& kind, const Error& error);
    void printCanceled(const std::string& message);

    /// Fails early when @p target exists and may not be replaced, before a long job is run.
    /// @throws StudyError naming the file
    static void requireFreeTarget(const std::filesystem::path& target, bool force);

private:
    std::string m_program;
    std::ostream& m_out;
    std::ostream& m_err;
    CommonOptions m_common;
    ProgressPrinter m_progress;
    std::optional<RunContext> m_given;
};

} // namespace neurograft
