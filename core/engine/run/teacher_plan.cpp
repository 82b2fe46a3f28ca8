// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/teacher_plan.h"

#include "core/engine/run/job_support.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// A decoding step reads all weights: memory bounds it, not arithmetic.
constexpr double kPlannedHostBytesPerSecond = 8e9;
constexpr double kPlannedDeviceBytesPerSecond = 1e12;

/// One of the two models at work beside the training.
struct PlannedModel {
    double parameters = 0.0;
    double bytes = 0.0;
    double seconds = 0.0; ///< of one operation
    bool isHost = true;

    PlannedModel(const Checkpoint& checkpoint, at::Device device, at::ScalarType type,
                 double hostRate)
        : parameters(static_cast<double>(checkpoint.parameterCount())),
          bytes(device.is_cpu() ? static_cast<double>(checkpoint.byteCount())
                                : parameters * static_cast<double>(c10::elementSize(type))),
          seconds(1.0 / (device.is_cpu() ? hostRate : kDeviceFlops)), isHost(device.is_cpu())
    {
    }

    void addPasses(double tokens, TransferPlan& plan) const
    {
        plan.flops += 2.0 * parameters * tokens;
        plan.secondsEstimate += 2.0 * parameters * tokens * seconds;
    }
    /// @param rows that are continued, @p together at a time, by @p tokens each
    void addSamples(double rows, double together, double tokens, TransferPlan& plan) const
    {
        addPasses(rows * tokens, plan);
        plan.secondsEstimate += std::ceil(rows / together) * tokens * bytes
            / (isHost ? kPlannedHostBytesPerSecond : kPlannedDeviceBytesPerSecond);
    }
};

/// Rows of all steps of a seed.
double rowsLearned(const TransferInputs& inputs)
{
    const auto rows = static_cast<double>(inputs.train.rows.size());
    const auto tokens = static_cast<double>(inputs.train.tokens());
    return tokens == 0.0 ? 0.0 : inputs.tokensLearned() * rows / tokens;
}

/// Gram matrices, factors and directions of both models, output and input side.
double semanticFlops(const TransferInputs& inputs)
{
    double flops = 0.0;
    for (const auto* checkpoint : {inputs.teacher.get(), inputs.student.get()}) {
        const auto width = static_cast<double>(checkpoint->config().hiddenSize);
        constexpr double kProducts = 10.0; // Gram, two triangular solves, products of directions
        flops += kProducts * static_cast<double>(checkpoint->config().vocabSize) * width * width;
    }
    return flops;
}

} // namespace

void addTeacherCosts(const TransferInputs& inputs, double hostRate, TransferPlan& plan)
{
    const TransferStudy& study = inputs.study;
    const bool isUsed = study.method == "seqkd" || needsOneVocabulary(study);
    if (!isUsed || !inputs.teacher || inputs.train.rows.empty()) {
        return;
    }
    const PlannedModel teacher(*inputs.teacher, inputs.teacherDevice, inputs.teacherType, hostRate);
    const PlannedModel student(*inputs.student, inputs.device, inputs.type, hostRate);
    const auto seeds = static_cast<double>(plan.seeds);
    const auto together = static_cast<double>(study.microBatch);
    const auto mostNew = static_cast<double>(study.distillation.maxNewTokens);
    const double learned = rowsLearned(inputs) * seeds;
    if (study.method == "seqkd") {
        const double asked = study.distillation.temperature == 0.0 ? 1.0 : seeds;
        const double rows = static_cast<double>(inputs.train.rows.size()) * asked;
        teacher.addPasses(static_cast<double>(inputs.train.tokens()) * asked, plan);
        teacher.addSamples(rows, together, mostNew, plan);
    } else {
        teacher.addPasses(inputs.tokensLearned() * seeds, plan);
    }
    if (study.method == "gkd") {
        const double share = study.distillation.studentShare;
        student.addSamples(learned * share, together, mostNew, plan);
        if (study.distillation.teacherAnswers) {
            teacher.addSamples(learned * (1.0 - share), together, mostNew, plan);
        }
    }
    if (study.method == "semalign") {
        const double flops = semanticFlops(inputs);
        plan.flops += flops;
        plan.secondsEstimate += flops / hostRate;
        const double passes = 3.0 * static_cast<double>(inputs.critical.tokens());
        teacher.addPasses(passes, plan);
        plan.seedExamples = static_cast<std::int64_t>(inputs.critical.rows.size());
    }
    (inputs.teacherDevice.is_cpu() ? plan.hostBytes : plan.deviceBytes) += teacher.bytes;
}

} // namespace neurograft
