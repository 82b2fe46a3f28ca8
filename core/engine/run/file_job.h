// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/job_support.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/run_context.h"
#include "core/support/kept_file.h"

#include <chrono>
#include <filesystem>
#include <string>

namespace neurograft {

/// Runs a job that writes one result file, as every façade of core/run does: a name that is taken
/// or a stop is told before anything is read, no exception of LibTorch leaves, and bad input leaves
/// the target as it was.
/// @param where  for messages: "similarity"
/// @param mayReplace an existing file
/// @param job    called with the time the run began; returns its outcome
template <class Job>
auto runIntoFile(const std::string& where, const std::filesystem::path& out, bool mayReplace,
                 const RunContext& context, const Job& job)
{
    const auto start = std::chrono::steady_clock::now();
    requireFreeName(out, mayReplace);
    context.throwIfStopped();
    KeptFile before(out);
    try {
        return withTorchErrors(where, [&] { return job(start); });
    } catch (const Error& error) {
        if (isInputAtFault(error)) {
            before.restore();
        }
        throw;
    }
}

} // namespace neurograft
