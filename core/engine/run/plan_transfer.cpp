// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/job_support.h"
#include "core/engine/run/laten_plan.h"
#include "core/engine/run/merge_plan.h"
#include "core/engine/run/program_memory.h"
#include "core/engine/run/teacher_plan.h"
#include "core/engine/run/transfer_inputs.h"
#include "core/engine/support/host_speed.h"
#include "core/engine/support/torch_errors.h"
#include "core/engine/transfer/leading_triplets.h"
#include "core/run/error.h"
#include "core/run/run_locate.h"
#include "core/run/run_transfer.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

constexpr double kPlanTransferFloat = 4.0; ///< bytes
constexpr double kPlanTransferHeadBytes =
    5.0 * 16.0 * 1024.0 * 1024.0; ///< logits of a chunk and their kin

/// Whether matrices change by low-rank factors.
bool takesFactors(const TransferStudy& study)
{
    return trainsAdapter(study) || (study.method == "unaligned" && study.variant == "d1");
}

void addTargets(const TransferInputs& inputs, TransferPlan& plan)
{
    plan.trainedParameters = inputs.trainedParameters();
    for (const AdapterTarget& target : inputs.targets) {
        const std::int64_t rank = takesFactors(inputs.study) ? inputs.rankOf(target) : 0;
        if (!plan.targets.empty() && target.layer > 0) {
            const auto same = std::find_if(
                plan.targets.begin(), plan.targets.end(),
                [&target](const TransferTargets& each) { return each.module == target.name; });
            if (same != plan.targets.end()) {
                ++same->count;
                continue;
            }
        }
        plan.targets.push_back({target.name, 1, target.out, target.in, rank});
    }
}

/// Operations of the decompositions of all start matrices.
double decompositionFlops(const TransferInputs& inputs)
{
    const bool isTaken = startsFromMatrices(inputs.study) || needsSensitivity(inputs.study);
    if (!isTaken || !takesFactors(inputs.study)) {
        return 0.0;
    }
    double flops = 0.0;
    for (const AdapterTarget& target : inputs.targets) {
        const auto small = static_cast<double>(target.smallestSide());
        const auto large = static_cast<double>(std::max(target.out, target.in));
        const auto width = static_cast<double>(inputs.study.rank + 10);
        const std::string& svd = inputs.study.svd;
        const bool isExact = svd == "exact" || (svd == "auto" && small <= kExactSide);
        constexpr double kSweeps = 60.0; // products with a block, most spectra need fewer
        flops += isExact ? 20.0 * small * small * large : kSweeps * 2.0 * width * small * large;
    }
    return flops;
}

/// Floats that one token of one layer leaves behind for the way back: the layer's own values, what
/// dropout makes of the adapters' inputs, and outputs that are added up.
double activationFloats(const TransferInputs& inputs)
{
    const ModelConfig& config = inputs.student->config();
    auto floats = static_cast<double>(9 * config.hiddenSize + 4 * config.heads * config.headDim
                                      + 5 * config.intermediateSize);
    for (const AdapterTarget& target : inputs.targets) {
        if (target.layer == 0) {
            floats += static_cast<double>(target.out)
                + (inputs.study.dropout > 0.0 ? 2.0 * static_cast<double>(target.in) : 0.0);
        }
    }
    return floats;
}

/// Bytes of a pass of @p tokens through the student and back, beside the weights.
double passBytes(const TransferInputs& inputs, double tokens)
{
    const ModelConfig& config = inputs.student->config();
    const auto layers = static_cast<double>(config.layers);
    const double layerBytes = tokens * activationFloats(inputs) * kPlanTransferFloat;
    const double states =
        tokens * layers * static_cast<double>(config.hiddenSize) * kPlanTransferFloat;
    constexpr double kBack = 2.0; // a layer's values and their gradients
    const double kept =
        inputs.recomputes ? states + kBack * layerBytes : layerBytes * (layers + kBack - 1.0);
    return kPlanTransferHeadBytes + kept;
}

/// Bytes of the training beside the weights as they are stored.
double trainingBytes(const TransferInputs& inputs, std::int64_t trained)
{
    const auto tokens = static_cast<double>(
        std::min(inputs.study.microBatch, static_cast<std::int64_t>(inputs.train.rows.size()))
        * inputs.train.longest());
    const double copies = startsFromMatrices(inputs.study) ? 6.0 : 4.0; // value, gradient, moments
    return passBytes(inputs, tokens) + copies * static_cast<double>(trained) * kPlanTransferFloat;
}

/// Numbers of an unaligned change as its file has them: float32, whole matrices or neurons.
double injectedNumbers(const TransferInputs& inputs)
{
    double numbers = 0.0;
    for (const AdapterTarget& target : inputs.targets) {
        const auto entries = static_cast<double>(target.out) * static_cast<double>(target.in);
        numbers += needsNeurons(inputs.study) ? entries * inputs.study.rate : entries;
    }
    return numbers;
}

double diskBytes(const TransferInputs& inputs, const TransferPlan& plan)
{
    if (inputs.study.method == "unaligned") {
        return injectedNumbers(inputs) * kPlanTransferFloat * static_cast<double>(plan.seeds);
    }
    const double adapter = static_cast<double>(plan.trainedParameters) * kPlanTransferFloat;
    double copies = startsFromMatrices(inputs.study) ? 4.0 : 1.0; // initial/ and converted/
    if (inputs.study.saveEvery > 0) {
        const std::int64_t kept = inputs.lastStep() / inputs.study.saveEvery;
        copies +=
            static_cast<double>(inputs.study.keep > 0 ? std::min(kept, inputs.study.keep) : kept);
    }
    const double state = 2.0 * 3.0; // written beside the old one
    return adapter * (copies * static_cast<double>(plan.seeds) + state);
}

void addLocating(const LocateStudy& study, TransferPlan& plan)
{
    const LocatePlan located = planLocate(study);
    plan.seedExamples = located.rows;
    plan.hostBytes = std::max(plan.hostBytes, located.hostBytes);
    plan.deviceBytes = std::max(plan.deviceBytes, located.deviceBytes);
    plan.flops += located.flops;
    plan.secondsEstimate += located.secondsEstimate;
    plan.problems.insert(plan.problems.end(), located.problems.begin(), located.problems.end());
}

/// Decomposing, and the align rows twice through the student; low-rank factors stay factors in
/// memory.
void addInjection(const TransferInputs& inputs, double rate, TransferPlan& plan)
{
    const auto parameters = static_cast<double>(inputs.student->parameterCount());
    const double passes = 2.0 * 2.0 * parameters * static_cast<double>(inputs.align.tokens());
    const double flops = (passes + decompositionFlops(inputs)) * static_cast<double>(plan.seeds);
    plan.flops += flops;
    plan.secondsEstimate +=
        flops / (inputs.device.is_cpu() ? rate * kLayerEfficiency : kDeviceFlops);
    double change = injectedNumbers(inputs) * kPlanTransferFloat;
    if (takesFactors(inputs.study)) {
        double largest = 0.0; // one matrix is formed at a time
        double factors = 0.0;
        for (const AdapterTarget& target : inputs.targets) {
            const auto rank = static_cast<double>(inputs.rankOf(target));
            factors += rank * static_cast<double>(target.out + target.in);
            largest =
                std::max(largest, static_cast<double>(target.out) * static_cast<double>(target.in));
        }
        change = (factors + largest) * kPlanTransferFloat;
    }
    const double values = static_cast<double>(inputs.align.longest() * inputs.study.microBatch)
        * activationFloats(inputs) * kPlanTransferFloat;
    const double host = kProgramBytes + static_cast<double>(inputs.student->byteCount()) + change;
    plan.hostBytes = std::max(plan.hostBytes, inputs.device.is_cpu() ? host + values : host);
    if (!inputs.device.is_cpu()) {
        plan.deviceBytes = std::max(plan.deviceBytes,
                                    parameters * static_cast<double>(c10::elementSize(inputs.type))
                                        + change + values);
    }
}

void addTraining(const TransferInputs& inputs, double rate, TransferPlan& plan)
{
    const auto parameters = static_cast<double>(inputs.student->parameterCount());
    const double passes = inputs.recomputes ? 3.0 : 2.0; // weights have no gradients
    const double training = passes * 2.0 * parameters * inputs.tokensLearned();
    const double flops = (training + decompositionFlops(inputs)) * static_cast<double>(plan.seeds);
    plan.flops += flops;
    plan.secondsEstimate +=
        flops / (inputs.device.is_cpu() ? rate * kLayerEfficiency : kDeviceFlops);
    const double work = trainingBytes(inputs, plan.trainedParameters);
    if (inputs.device.is_cpu()) {
        plan.hostBytes =
            std::max(plan.hostBytes,
                     kProgramBytes + static_cast<double>(inputs.student->byteCount()) + work);
    } else {
        const double weights = parameters * static_cast<double>(c10::elementSize(inputs.type));
        plan.deviceBytes = std::max(plan.deviceBytes, weights + work);
        plan.hostBytes = std::max(plan.hostBytes, kProgramBytes);
    }
}

/// A sentence when the disk is too small.
std::string diskProblem(const fs::path& out, double bytes)
{
    try {
        requireDiskSpace(out, static_cast<std::uint64_t>(bytes));
    } catch (const Error& error) {
        return std::string(error.what()) + ". " + error.advice();
    }
    return {};
}

} // namespace

TransferPlan planTransfer(const TransferStudy& study, const fs::path& out)
{
    return withTorchErrors("transfer", [&] {
        TransferPlan plan;
        const TransferInputs inputs = openTransferInputs(study, &plan.problems);
        if (!plan.problems.empty()) {
            return plan;
        }
        addTargets(inputs, plan);
        const LearningRows& learned = study.method == "laten" ? inputs.align : inputs.train;
        plan.rows = static_cast<std::int64_t>(learned.rows.size());
        plan.skipped = learned.skipped;
        plan.truncated = learned.truncated;
        plan.tokens = learned.tokens();
        plan.labels = learned.labels(study.trainsOnInputs);
        plan.steps = inputs.lastStep();
        plan.seeds = static_cast<std::int64_t>(study.allSeeds().size());
        plan.recomputes = inputs.recomputes;
        const double rate = hostFlops();
        if (needsSensitivity(study)) {
            addLocating(sensitivityStudy(study), plan);
        }
        if (needsNeurons(study)) {
            addLocating(neuronStudy(study), plan);
        }
        if (study.method == "unaligned") {
            addInjection(inputs, rate, plan);
        } else if (study.method == "laten") {
            const auto tokens = static_cast<double>(
                study.microBatch
                * std::max(inputs.align.longest(), inputs.laten.extract.longest()));
            addLatenCosts(inputs, rate * kLayerEfficiency, passBytes(inputs, tokens), plan);
        } else {
            addTraining(inputs, rate, plan);
            addTeacherCosts(inputs, rate * kLayerEfficiency, plan);
        }
        plan.diskBytes = diskBytes(inputs, plan);
        const std::vector<std::string> limits{
            memoryProblem(plan.hostBytes, "A smaller --micro-batch or --recompute on needs less."),
            out.empty() ? std::string() : diskProblem(out, plan.diskBytes)};
        for (const std::string& problem : limits) {
            if (!problem.empty()) {
                plan.problems.push_back(problem);
            }
        }
        return plan;
    });
}

} // namespace neurograft
