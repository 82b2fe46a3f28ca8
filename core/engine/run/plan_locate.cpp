// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/job_support.h"
#include "core/engine/run/locate_inputs.h"
#include "core/engine/run/locate_memory.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/run_locate.h"

#include <algorithm>
#include <string>

namespace neurograft {

namespace {

constexpr double kExpectedShare = 1.06; ///< neurons evaluated per neuron wanted, on real weights

/// Neurons whose product with the whole vocabulary is formed.
double evaluatedNeurons(const LocateModel& model, const LocateStudy& study, double positions)
{
    const ModelConfig& config = model.checkpoint->config();
    const auto layers = static_cast<double>(config.layers);
    const double columns =
        static_cast<double>(config.intermediateSize + config.heads * config.headDim);
    // Value rows have one vector per position; without grouping they are columns.
    const bool hasOwnValues = config.kvHeads != config.heads;
    if (study.mode == "compat") {
        return layers * columns * positions;
    }
    const double values = hasOwnValues ? positions : 0.0;
    if (study.fullScores) {
        return layers * (columns + values * static_cast<double>(config.kvHeads * config.headDim));
    }
    return layers * kExpectedShare
        * (static_cast<double>(model.sizes.ffn + model.sizes.attention)
           + values * static_cast<double>(model.sizes.value));
}

void addModel(const LocateModel& model, const LocateStudy& study, double hostRate, LocatePlan& plan)
{
    const ModelConfig& config = model.checkpoint->config();
    const auto parameters = static_cast<double>(model.checkpoint->parameterCount());
    const auto tokens = static_cast<double>(model.rows.tokens());
    const auto positions = static_cast<double>(model.rows.scoredPositions());
    const auto layers = static_cast<double>(config.layers);
    const auto width = static_cast<double>(config.hiddenSize);
    const double vocabulary = static_cast<double>(config.vocabSize) * width;
    const double sites = 2.0 * layers * positions;
    double flops = 2.0 * parameters * tokens;
    if (study.score == "activation-gradient") {
        flops *= 3.0;
    } else if (study.score == "integrated-gradients") {
        flops *= 1.0 + 1.5 * layers * static_cast<double>(study.steps);
    } else {
        flops += 4.0 * 2.0 * vocabulary * sites; // float64: counted twice
        if (study.score == "attribution") {
            flops += 2.0 * vocabulary * evaluatedNeurons(model, study, positions);
        }
    }
    const bool isHost = model.device.is_cpu();
    double& bytes = isHost ? plan.hostBytes : plan.deviceBytes;
    bytes = std::max(bytes, attributionBytes(model, study)); // one model after the other
    plan.tokens += model.rows.tokens();
    plan.positions = model.rows.scoredPositions();
    plan.flops += flops;
    plan.secondsEstimate += flops / (isHost ? hostRate * kLayerEfficiency : kDeviceFlops);
}

/// Forward and backward of the teacher.
void addSensitivity(const LocateInputs& inputs, double hostRate, LocatePlan& plan)
{
    const LocateModel& teacher = inputs.models.front();
    const auto parameters = static_cast<double>(teacher.checkpoint->parameterCount());
    double tokens = 0.0;
    for (const ExampleRow& row : inputs.data.rows) {
        tokens += roughTokens(row);
    }
    const bool isHost = teacher.device.is_cpu();
    plan.tokens = static_cast<std::int64_t>(tokens);
    plan.flops = 8.0 * parameters * tokens;
    plan.secondsEstimate = plan.flops / (isHost ? hostRate * kLayerEfficiency : kDeviceFlops);
    (isHost ? plan.hostBytes : plan.deviceBytes) = sensitivityBytes(inputs);
}

} // namespace

LocatePlan planLocate(const LocateStudy& study)
{
    return withTorchErrors("locate", [&] {
        LocatePlan plan;
        const LocateInputs inputs = openLocateInputs(study, &plan.problems);
        if (!plan.problems.empty()) {
            return plan;
        }
        plan.rows = static_cast<std::int64_t>(inputs.data.rows.size());
        const double rate = hostFlops();
        if (study.score == "sensitivity") {
            addSensitivity(inputs, rate, plan);
        } else {
            for (const LocateModel& model : inputs.models) {
                addModel(model, study, rate, plan);
            }
        }
        const std::string problem =
            memoryProblem(plan.hostBytes, "Fewer rows or a smaller model need less.");
        if (!problem.empty()) {
            plan.problems.push_back(problem);
        }
        return plan;
    });
}

} // namespace neurograft
