// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_evaluate.h"

#include "core/engine/run/evaluate_job.h"
#include "core/engine/run/file_job.h"

namespace neurograft {

EvaluateOutcome runEvaluate(const EvaluateStudy& study, const std::filesystem::path& out,
                            bool overwrite, bool isResumed, const RunContext& context)
{
    return runIntoFile("evaluate", out, overwrite || isResumed, context, [&](auto start) {
        return EvaluateJob(openEvaluateInputs(study), out, start, context).run(isResumed);
    });
}

} // namespace neurograft
