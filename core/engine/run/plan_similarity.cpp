// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/job_support.h"
#include "core/engine/run/pass_cost.h"
#include "core/engine/run/similarity_cost.h"
#include "core/engine/run/similarity_inputs.h"
#include "core/engine/similarity/module_width.h"
#include "core/engine/similarity/unit_vector.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/run_similarity.h"

#include <algorithm>
#include <string>

namespace neurograft {

namespace {

/// Adds one model's share to the plan.
void addModel(const SimilarityModel& model, const std::vector<RowSamples>& rows,
              const SimilarityInputs& inputs, double hostRate, SimilarityPlan& plan,
              bool hasOwnWeights = true)
{
    const ModelConfig& config = model.checkpoint->config();
    const auto n = static_cast<double>(inputs.samples());
    double widths = 0.0;
    for (const Module module : inputs.modules) {
        widths += static_cast<double>(moduleWidth(module, config));
    }
    const PassCost pass = passCost(model, rows);
    const double flops = static_cast<double>(config.layers) * (pass.layerFlops + n * n * widths);
    const double samples = n * widths * 4.0;
    (pass.isHost ? plan.hostBytes : plan.deviceBytes) +=
        (hasOwnWeights ? pass.weightBytes : 0.0) + pass.batchBytes + pass.stateBytes + samples;
    plan.hostBytes += 2.0 * n * n + n * widths * 4.0 / static_cast<double>(inputs.modules.size());
    plan.flops += flops;
    plan.secondsEstimate += pass.seconds(flops, hostRate);
    plan.tokens += static_cast<std::int64_t>(pass.tokens);
}

/// Gram matrices of both unembeddings and their product, in float64 by blocks of words.
void addWordMap(const SimilarityInputs& inputs, double hostRate, SimilarityPlan& plan)
{
    const ModelConfig& teacher = inputs.teacher->checkpoint->config();
    const ModelConfig& student = inputs.student->checkpoint->config();
    const auto t = static_cast<double>(teacher.hiddenSize);
    const auto s = static_cast<double>(student.hiddenSize);
    const auto words = static_cast<double>(std::min(teacher.vocabSize, student.vocabSize));
    const double flops = 2.0 * words * (2.0 * t * t + 2.0 * s * s + t * s);
    const double bytes = 8.0 * (2.0 * t * t + 2.0 * s * s + t * s);
    const bool isHost = inputs.teacher->device.is_cpu();
    (isHost ? plan.hostBytes : plan.deviceBytes) += bytes;
    plan.flops += flops;
    plan.secondsEstimate += isHost ? 2.0 * flops / hostRate : 0.0; // float64: half the rate
}

} // namespace

SimilarityPlan planSimilarity(const SimilarityStudy& study)
{
    return withTorchErrors("similarity", [&] {
        SimilarityPlan plan;
        const SimilarityInputs inputs = openSimilarityInputs(study, &plan.problems);
        const bool isKnown = inputs.activations || (inputs.teacher && inputs.student);
        if (!isKnown || inputs.samples() == 0 || inputs.modules.empty()) {
            return plan;
        }
        plan.rows = inputs.rowsRead;
        plan.samples = inputs.samples();
        const double rate = hostFlops();
        const auto n = static_cast<double>(plan.samples);
        if (inputs.activations) {
            const auto layers = static_cast<double>(inputs.students() + inputs.teachers());
            const auto modules = static_cast<double>(inputs.modules.size());
            const bool hasGrams =
                std::any_of(inputs.modules.begin(), inputs.modules.end(),
                            [&](Module module) { return inputs.needs(module).gram; });
            plan.hostBytes = inputs.activations->largestBytes() * 2.0
                + (hasGrams ? layers * modules * 2.0 * n * n : 0.0);
            plan.flops =
                layers * modules * n * n * static_cast<double>(inputs.activations->widest());
            plan.secondsEstimate = plan.flops / (rate * kLayerEfficiency);
        } else {
            addModel(*inputs.teacher, inputs.plan.teacher, inputs, rate, plan);
            if (!inputs.isSelfComparison()) {
                addModel(*inputs.student, inputs.plan.student, inputs, rate, plan);
            }
        }
        for (const BaselineTeacher& teacher : inputs.baselineTeachers) {
            const bool isRandom = teacher.kind == BaselineTeacher::Kind::Random;
            addModel(teacher.model, inputs.plan.teacher, inputs, rate, plan, isRandom);
            if (isRandom) {
                plan.hostBytes +=
                    4.0 * static_cast<double>(teacher.model.checkpoint->parameterCount());
            } else {
                addWordMap(inputs, rate, plan);
            }
        }
        const SimilarityCost cost = similarityCost(inputs);
        plan.hostBytes += static_cast<double>(kProductBytes) + cost.hostBytes;
        plan.flops += cost.flops;
        plan.secondsEstimate +=
            2.0 * cost.flops / (rate * kLayerEfficiency); // float64: half the rate
        const std::string problem =
            memoryProblem(plan.hostBytes, "Fewer modules, rows or tokens need less.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        return plan;
    });
}

} // namespace neurograft
