// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_locate.h"

#include "core/engine/run/file_job.h"
#include "core/engine/run/locate_job.h"

namespace neurograft {

LocateOutcome runLocate(const LocateStudy& study, const std::filesystem::path& out, bool overwrite,
                        bool isResumed, const RunContext& context)
{
    return runIntoFile("locate", out, overwrite || isResumed, context, [&](auto start) {
        return LocateJob(openLocateInputs(study), out, start, context).run(isResumed);
    });
}

} // namespace neurograft
