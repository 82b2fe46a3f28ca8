// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/sandbox.h"

#include "core/evaluate/sandbox_process.h"
#include "core/evaluate/sandbox_report.h"
#include "core/evaluate/sandbox_wrapper.h"
#include "core/run/error.h"
#include "core/support/parallel_loop.h"

#include <algorithm>
#include <array>
#include <mutex>

#include <sched.h>
#include <sys/random.h>

namespace neurograft {

namespace {

/// 128 random bits as hex digits.
std::string randomKey()
{
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        throw StudyError("sandbox", "random bytes of the system", "none");
    }
    std::string key;
    for (const unsigned char byte : bytes) {
        key += "0123456789abcdef"[byte >> 4];
        key += "0123456789abcdef"[byte & 15];
    }
    return key;
}

/// Cores this process may run on.
int availableCores()
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    return ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? std::max(1, CPU_COUNT(&cores)) : 1;
}

} // namespace

SandboxOutcome runInSandbox(const SandboxSetup& setup, const SandboxProgram& program,
                            const RunContext& context)
{
    if (!setup.isUsable) {
        return {SandboxResult::NotRun, setup.reason, 0.0};
    }
    const std::string key = randomKey();
    WatchedCommand command;
    command.arguments = sandboxArguments(setup, program.limits.diskBytes);
    for (const std::string& word : wrapperArguments(program.limits)) {
        command.arguments.push_back(word);
    }
    command.input = wrapperInput(key, program.source);
    command.seconds = program.limits.seconds;
    command.residentBytes = program.limits.residentBytes;
    return sandboxOutcome(runWatched(command, context.isStopRequested), key, program.limits);
}

void runInSandbox(const SandboxSetup& setup, const std::vector<SandboxProgram>& programs,
                  const std::function<void(std::size_t, const SandboxOutcome&)>& use,
                  const RunContext& context, Progress progress)
{
    std::mutex mutex;
    progress.done = 0;
    progress.total = static_cast<std::int64_t>(programs.size());
    parallelLoop(progress.total, availableCores(), [&](std::int64_t item) {
        const auto at = static_cast<std::size_t>(item);
        const SandboxOutcome outcome = runInSandbox(setup, programs[at], context);
        const std::lock_guard lock(mutex);
        use(at, outcome);
        ++progress.done;
        context.checkpoint(progress);
    });
}

const char* sandboxWord(SandboxResult result)
{
    switch (result) {
    case SandboxResult::Passed:
        return "passed";
    case SandboxResult::Failed:
        return "failed";
    case SandboxResult::TimedOut:
        return "timed_out";
    case SandboxResult::NotRun:
        break;
    }
    return "not_run";
}

} // namespace neurograft
