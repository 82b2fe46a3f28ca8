// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/laten_plan.h"

#include "core/engine/run/job_support.h"
#include "core/engine/run/program_memory.h"
#include "core/engine/transfer/neuron_vectors.h"
#include "core/run/run_locate.h"

#include <algorithm>

namespace neurograft {

namespace {

constexpr double kLatenPlanFloat = 4.0; ///< bytes

double meanTokens(const LearningRows& rows)
{
    return rows.rows.empty()
        ? 0.0
        : static_cast<double>(rows.tokens()) / static_cast<double>(rows.rows.size());
}

/// Rows that are located: one per step until they repeat, and the seed example.
std::int64_t examples(const TransferInputs& inputs)
{
    return 1
        + std::min(inputs.lastStep(), static_cast<std::int64_t>(inputs.laten.extract.rows.size()));
}

void addLocating(const TransferInputs& inputs, TransferPlan& plan)
{
    LocateStudy one = inputs.laten.seed.study;
    one.rows = RowSelection();
    one.rows.rows = {inputs.laten.seed.models.back().rows.rows.front().line};
    const LocatePlan located = planLocate(one);
    const auto count = static_cast<double>(examples(inputs));
    plan.seedExamples = examples(inputs);
    plan.hostBytes = std::max(plan.hostBytes, located.hostBytes);
    plan.deviceBytes = std::max(plan.deviceBytes, located.deviceBytes);
    plan.flops += located.flops * count;
    plan.secondsEstimate += located.secondsEstimate * count;
}

/// What the located neurons of one step have.
struct Located {
    double vectors = 0.0; ///< numbers of all teacher's vectors
    double changes = 0.0; ///< numbers of all changes
    double largest = 0.0; ///< teacher's vectors of one module
    double flops = 0.0; ///< of the translators, forward
};

Located locatedOf(const TransferInputs& inputs)
{
    const SelectionSizes& sizes = inputs.laten.seed.models.back().sizes;
    const auto teacher = static_cast<double>(inputs.teacher->config().hiddenSize);
    const auto student = static_cast<double>(inputs.student->config().hiddenSize);
    Located located;
    for (const AdapterTarget& target : inputs.targets) {
        if (target.layer != 0) {
            continue;
        }
        const auto neurons =
            static_cast<double>(sizes.layers * sizes.of(selectedFamily(*target.module)));
        located.vectors += neurons * teacher;
        located.changes += neurons * student;
        located.largest = std::max(located.largest, neurons * teacher);
        located.flops += 2.0 * neurons * teacher * (teacher + student);
    }
    return located;
}

} // namespace

void addLatenCosts(const TransferInputs& inputs, double hostRate, double passBytes,
                   TransferPlan& plan)
{
    addLocating(inputs, plan);
    const Located located = locatedOf(inputs);
    const auto parameters = static_cast<double>(inputs.student->parameterCount());
    const auto align = static_cast<double>(std::min(
        inputs.study.laten.alignPerStep, static_cast<std::int64_t>(inputs.align.rows.size())));
    const double tokens = align * meanTokens(inputs.align) + meanTokens(inputs.laten.extract);
    const double passes = inputs.recomputes ? 3.0 : 2.0; // weights have no gradients
    constexpr double kTranslated = 4.0; // forward twice, and back
    const double step = passes * 2.0 * parameters * tokens + kTranslated * located.flops;
    const auto steps = static_cast<double>(inputs.lastStep());
    // Each row once through the unedited student, for the curve before the edit.
    const double unedited = 2.0 * parameters
        * std::min(tokens * steps,
                   static_cast<double>(inputs.align.tokens() + inputs.laten.extract.tokens()));
    const double flops =
        (step * steps + unedited + located.flops) * static_cast<double>(plan.seeds);
    plan.flops += flops;
    plan.secondsEstimate += flops / (inputs.device.is_cpu() ? hostRate : kDeviceFlops);

    // Of a translator used as it is there are values alone, and no row goes through the student.
    const bool isTrained = inputs.study.isTrained;
    const double copies = isTrained ? 4.0 : 1.0; // value, gradient, moments
    const double changes = isTrained ? 3.0 : 1.0; // with gradient and what it is detached from
    const double hidden = isTrained ? 3.0 : 2.0; // of one module: before, after and behind its relu
    const double work = (isTrained ? passBytes : 0.0)
        + kLatenPlanFloat
            * (copies * static_cast<double>(inputs.laten.parameters) + located.vectors
               + changes * located.changes + hidden * located.largest);
    const double stored = static_cast<double>(inputs.student->byteCount());
    if (inputs.device.is_cpu()) {
        plan.hostBytes = std::max(plan.hostBytes, kProgramBytes + stored + work);
    } else {
        const double weights = parameters * static_cast<double>(c10::elementSize(inputs.type));
        plan.deviceBytes = std::max(plan.deviceBytes, weights + work);
        plan.hostBytes = std::max(plan.hostBytes, kProgramBytes);
    }
}

} // namespace neurograft
