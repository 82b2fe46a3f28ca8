// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/dry_run.h"

#include "app/commands/progress_printer.h"
#include "app/commands/size_text.h"

namespace neurograft {

int reportDryRun(const DryRun& run, CommandEnvironment& environment)
{
    if (environment.common().json) {
        environment.printJson(
            {{"ok", run.problems.empty()},
             {"problems", run.problems},
             {"plan", run.plan},
             {"memory_bytes", {{"host", run.hostBytes}, {"device", run.deviceBytes}}},
             {"flops", run.flops},
             {"seconds_estimate", run.secondsEstimate}});
    } else {
        for (const std::string& problem : run.problems) {
            environment.out() << "problem: " << problem << '\n';
        }
        environment.out() << run.sentence << "; about " << durationText(run.secondsEstimate) << ", "
                          << sizeText(run.hostBytes) << " of memory, " << sizeText(run.deviceBytes)
                          << " on the GPU" << std::endl;
    }
    return run.problems.empty() ? kExitDone : kExitBadInput;
}

} // namespace neurograft
