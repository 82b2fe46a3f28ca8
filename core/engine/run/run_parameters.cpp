// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_parameters.h"

#include "core/engine/run/file_job.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/parameter_job.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kRunParametersSingularValues =
    8.0; ///< flops of singular values in units of out in min(out,in)
constexpr double kKrylov = 40.0; ///< products with a weight per leading direction

/// Work and memory over the matrices of one checkpoint.
void addSpectra(const Checkpoint& checkpoint, ParameterPlan& plan)
{
    for (std::int64_t layer = 0; layer < checkpoint.config().layers; ++layer) {
        for (const Module module : allModules()) {
            if (isWeightMatrix(module)) {
                const auto& shape =
                    checkpoint.entry(weightName(static_cast<int>(layer), module)).shape;
                const auto entries = static_cast<double>(shape[0] * shape[1]);
                plan.flops += kRunParametersSingularValues * entries
                    * static_cast<double>(std::min(shape[0], shape[1]));
                plan.hostBytes = std::max(plan.hostBytes, 12.0 * entries);
                ++plan.matrices;
            }
        }
    }
}

} // namespace

ParameterOutcome runParameters(const ParameterStudy& study, const std::filesystem::path& out,
                               bool overwrite, const RunContext& context)
{
    return runIntoFile("parameters", out, overwrite, context, [&](auto start) {
        return ParameterJob(openParameterInputs(study), out, start, context).run();
    });
}

ParameterPlan planParameters(const ParameterStudy& study)
{
    return withTorchErrors("parameters", [&] {
        ParameterPlan plan;
        const ParameterInputs inputs = openParameterInputs(study, &plan.problems);
        if (!inputs.model) {
            return plan;
        }
        for (const auto& [module, layer] : changedMatrices(inputs)) {
            const auto& shape =
                inputs.model->entry(weightName(static_cast<int>(layer), module)).shape;
            const auto entries = static_cast<double>(shape[0] * shape[1]);
            for (const AdapterInput& input : inputs.adapters) {
                const auto rank = static_cast<double>(input.rank(module));
                plan.flops +=
                    entries * (4.0 * rank + kKrylov * static_cast<double>(study.subspace));
            }
            plan.hostBytes = std::max(plan.hostBytes, 12.0 * entries);
            ++plan.matrices;
        }
        if (study.hasSpectra) {
            addSpectra(*inputs.model, plan);
            if (inputs.teacher) {
                addSpectra(*inputs.teacher, plan);
            }
        }
        plan.secondsEstimate = 2.0 * plan.flops / (hostFlops() * kLayerEfficiency);
        const std::string problem = memoryProblem(plan.hostBytes, "Close other programs.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        return plan;
    });
}

} // namespace neurograft
