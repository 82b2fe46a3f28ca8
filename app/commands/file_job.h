// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"

#include <string>

namespace neurograft {

/// Runs a job that writes @p out and tells what came of it: its outcome as JSON or for people, or
/// that it was stopped and whether a partial result is left.
/// @param run called with the context; returns the outcome
/// @return exit code
template <class Run, class AsJson, class Print>
int reportFileJob(const std::string& out, CommandEnvironment& environment, const Run& run,
                  const AsJson& asJson, const Print& print)
{
    RunContext context = environment.context();
    bool isStored = false;
    context.onStored = [&isStored](const std::string&) { isStored = true; };
    try {
        const auto outcome = run(context);
        if (environment.common().json) {
            environment.printJson(asJson(outcome));
        } else {
            environment.finishProgress();
            print(outcome, environment.out());
        }
        return kExitDone;
    } catch (const Canceled&) {
        environment.printCanceled(isStored ? "stopped on request; the partial result is in " + out
                                           : "stopped on request; nothing was written");
        return kExitCanceled;
    }
}

} // namespace neurograft
