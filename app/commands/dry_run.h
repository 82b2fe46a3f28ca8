// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace neurograft {

/// What --dry-run of any job tells (cli.md section 1).
struct DryRun {
    std::vector<std::string> problems; ///< empty = ok
    nlohmann::ordered_json plan; ///< what the job would do, in its own keys
    std::string sentence; ///< the plan for people, without the end of the sentence
    double hostBytes = 0.0;
    double deviceBytes = 0.0;
    double flops = 0.0;
    double secondsEstimate = 0.0;
};

/// Prints it. @return the exit code: 3 when there are problems
int reportDryRun(const DryRun& run, CommandEnvironment& environment);

} // namespace neurograft
