// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/input_step.h"
#include "core/engine/run/job_support.h"
#include "core/engine/run/match_inputs.h"
#include "core/engine/run/pass_cost.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/run_match.h"

#include <algorithm>
#include <string>

namespace neurograft {

namespace {

std::int64_t locatedCount(const NeuronsByLayer& neurons)
{
    std::int64_t count = 0;
    for (const auto& [layer, indices] : neurons) {
        count += static_cast<std::int64_t>(indices.size());
    }
    return count;
}

/// One model's pass up to its last located layer.
void addPass(const SimilarityModel& model, const std::vector<RowSamples>& rows,
             const NeuronsByLayer& neurons, double hostRate, MatchPlan& plan)
{
    const PassCost pass = passCost(model, rows);
    const double flops = static_cast<double>(neurons.rbegin()->first + 1) * pass.layerFlops;
    (pass.isHost ? plan.hostBytes : plan.deviceBytes) += pass.weightBytes + pass.batchBytes;
    plan.flops += flops;
    plan.secondsEstimate += pass.seconds(flops, hostRate);
    plan.tokens += static_cast<std::int64_t>(pass.tokens);
}

/// Correlations and assignments of all pairs of layers, those of shuffled samples included.
void addMatching(const MatchStudy& study, const LocatedPairs& located, double hostRate,
                 MatchPlan& plan)
{
    const auto samples = static_cast<double>(plan.samples);
    double flops = 0.0;
    double largest = 0.0;
    for (const auto& [studentLayer, teacherLayer] : located.layers) {
        const auto x = static_cast<double>(located.student.at(studentLayer).size());
        const auto y = static_cast<double>(located.teacher.at(teacherLayer).size());
        flops += 2.0 * samples * x * y + std::min(x, y) * x * y;
        // Unit columns in float64 with what makes them, and the matrix with its copy.
        largest = std::max(largest, 8.0 * (3.0 * samples * (x + y) + 2.0 * x * y));
    }
    flops *= 1.0 + static_cast<double>(study.shuffles);
    plan.hostBytes +=
        largest + 4.0 * samples * static_cast<double>(plan.studentNeurons + plan.teacherNeurons);
    plan.flops += flops;
    plan.secondsEstimate += 2.0 * flops / (hostRate * kLayerEfficiency); // float64: half the rate
}

} // namespace

MatchPlan planMatch(const MatchStudy& study)
{
    return withTorchErrors("match", [&] {
        MatchPlan plan;
        const SimilarityInputs inputs = openSimilarityInputs(study.pair, &plan.problems);
        LocatedPairs located;
        checkInput(&plan.problems, [&] { located = readLocatedPairs(study); });
        if (!inputs.teacher || !inputs.student || inputs.samples() == 0 || located.layers.empty()) {
            return plan;
        }
        plan.rows = inputs.rowsRead;
        plan.samples = inputs.samples();
        plan.layers = static_cast<std::int64_t>(located.layers.size());
        plan.studentNeurons = locatedCount(located.student);
        plan.teacherNeurons = locatedCount(located.teacher);
        const double rate = hostFlops();
        addPass(*inputs.teacher, inputs.plan.teacher, located.teacher, rate, plan);
        addPass(*inputs.student, inputs.plan.student, located.student, rate, plan);
        addMatching(study, located, rate, plan);
        const std::string problem =
            memoryProblem(plan.hostBytes, "Fewer rows or tokens need less.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        return plan;
    });
}

} // namespace neurograft
