// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/sandbox_setup.h"
#include "core/run/run_context.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace neurograft {

/// What a program may use (evaluation.md 4.4).
struct SandboxLimits {
    /// Wall clock, from the program's first line, without the time it waited for a busy machine
    /// (sandbox_process.h); processor time gets 1 s more.
    double seconds = 3.0;
    std::int64_t addressBytes = std::int64_t{1} << 30; ///< of each process (numpy is absent)
    std::int64_t residentBytes = std::int64_t{2} << 30; ///< of all its processes together
    std::int64_t diskBytes = std::int64_t{64} << 20; ///< of its private folder, in memory
    std::int64_t fileBytes = std::int64_t{16} << 20; ///< of one file
    std::int64_t processes = 64; ///< threads included
};

/// One Python program that nobody trusts.
struct SandboxProgram {
    std::string source;
    SandboxLimits limits;
};

enum class SandboxResult {
    Passed, ///< the last statement was reached
    Failed,
    TimedOut,
    NotRun, ///< there is no sandbox here, or it could not be started: says nothing of the program
};

struct SandboxOutcome {
    SandboxResult result = SandboxResult::NotRun;
    std::string detail; ///< exception text, limit or reason; empty when passed
    double seconds = 0.0; ///< wall clock
};

/// Runs one program, isolated: namespaces of its own (user, process, network, IPC, host name), no
/// privileges, a read-only file system without home, /proc and this machine's data, a private
/// folder in memory, no input, empty environment, limits of @p program, SIGKILL to everything when
/// the time is up.
///
/// Exit codes prove nothing, so the last action after the program's last statement is to hand back
/// a digest of a random key; only that counts as passed. It proves that the end was reached, not
/// that a program which rewrites its own tests is honest: nothing inside one interpreter can.
/// The program is executed as a module named "program": a main guard does not run.
/// @throws Canceled when a stop is asked for (the program is killed first)
/// Thread-safe.
SandboxOutcome runInSandbox(const SandboxSetup& setup, const SandboxProgram& program,
                            const RunContext& context);

/// Runs all programs, at most as many at a time as this process has cores: more would turn time
/// limits into false failures.
/// @param use called with the index of a program and its outcome as each ends, one call at a time,
///        from any thread; what it has kept is whole when Canceled is thrown
/// @param progress words of the reports; done and total are counted here
/// @throws Canceled when a stop is asked for
void runInSandbox(const SandboxSetup& setup, const std::vector<SandboxProgram>& programs,
                  const std::function<void(std::size_t, const SandboxOutcome&)>& use,
                  const RunContext& context, Progress progress);

/// passed, failed, timed_out or not_run.
const char* sandboxWord(SandboxResult result);

} // namespace neurograft
