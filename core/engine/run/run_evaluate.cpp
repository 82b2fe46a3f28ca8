// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_evaluate.h"

#include "core/engine/run/evaluate_job.h"
#include "core/engine/run/job_support.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/support/kept_file.h"

#include <chrono>

namespace neurograft {

EvaluateOutcome runEvaluate(const EvaluateStudy& study, const std::filesystem::path& out,
                            bool overwrite, bool isResumed, const RunContext& context)
{
    const auto start = std::chrono::steady_clock::now();
    requireFreeName(out, overwrite || isResumed);
    context.throwIfStopped();
    KeptFile before(out);
    try {
        return withTorchErrors("evaluate", [&] {
            return EvaluateJob(openEvaluateInputs(study), out, start, context).run(isResumed);
        });
    } catch (const Error& error) {
        if (isInputAtFault(error)) {
            before.restore();
        }
        throw;
    }
}

} // namespace neurograft
