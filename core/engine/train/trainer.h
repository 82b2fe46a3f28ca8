// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/train/adamw.h"
#include "core/engine/train/learning_rate.h"
#include "core/engine/train/loss_meter.h"
#include "core/engine/train/loss_scale.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace neurograft {

/// What a step's gradients were taken of.
struct StepLoss {
    double loss = 0.0; ///< cross-entropy
    double penalty = 0.0; ///< what was added to it, without its weight
    /// Of the same rows, without what is trained; NaN where a method does not measure it.
    double unedited = std::numeric_limits<double>::quiet_NaN();
};

struct TrainerOptions {
    ScheduleOptions schedule; ///< its steps are the length of the run
    AdamWOptions optimizer;
    bool cyclesBeta = false; ///< beta1 by cycledBetaAt() instead
    double clipNorm = 1.0; ///< largest L2 norm over all gradients; 0 switches clipping off
    double clipEpsilon = 0.0; ///< added to the norm before it divides (decisions.md D34: 1e-6)
    bool scalesLoss = false; ///< for float16: see LossScale
    std::function<double()> validate; ///< loss on other rows; may be empty
    std::int64_t validateEvery = 0; ///< steps; 0 validates after the last one only
    std::filesystem::path checkpoint; ///< state file; empty keeps none
    std::int64_t checkpointEvery = 0; ///< steps between saves; 0 saves at the end only
    std::string identity; ///< what makes runs comparable ("seed 42, …"); kept in the state file
    std::string phase = "training"; ///< name in the progress reports
    std::int64_t logEvery = 50; ///< steps between log lines
};

/// Trains parameters on a loss: gradients, clipping, schedule, AdamW, progress, saved state. What
/// the parameters belong to (a whole model, an adapter, a hypernetwork) is the loss function's
/// business. Same parameters, losses and thread count, same result: a run stopped and restored is
/// bit-identical to one that ran through. Not thread-safe.
class Trainer {
public:
    /// Scalar loss of a step with its graph; must depend on the step number and the parameters
    /// only.
    using LossAt = std::function<at::Tensor(std::int64_t step)>;
    /// Adds the gradients of lossScale * loss to the parameters, in as many parts as it likes, and
    /// returns the unscaled loss. The same step must give the same gradients.
    using GradientsAt = std::function<StepLoss(std::int64_t step, double lossScale)>;
    using OnStep = std::function<void(const StepReport&)>;

    Trainer(std::vector<Parameter> parameters, const TrainerOptions& options);

    /// Steps done so far.
    std::int64_t step() const { return m_step; }
    /// What every step did, those before a restore included.
    const std::vector<StepReport>& reports() const { return m_meter.reports(); }
    /// Trains from step() up to @p lastStep (not included; at most the schedule's steps). Reports
    /// to @p context before each step; a stop request saves the state and throws Canceled. @throws
    /// DomainError when the loss or a gradient is not finite
    void run(const GradientsAt& gradientsAt, std::int64_t lastStep, const OnStep& onStep,
             const RunContext& context);
    void run(const LossAt& lossAt, std::int64_t lastStep, const OnStep& onStep,
             const RunContext& context);

    /// Writes parameters, moments, step count and reports as a safetensors file.
    void save(const std::filesystem::path& path);
    /// Takes them over from a file. @throws FormatError when names or shapes differ from this
    /// trainer's parameters, StudyError when the file's identity is another one
    void restore(const std::filesystem::path& path);

private:
    StepReport trainOnce(const GradientsAt& gradientsAt);
    void update(StepReport& report);
    void validateWhenDue(std::int64_t end);

    TrainerOptions m_options;
    AdamW m_optimizer;
    LossScale m_lossScale;
    LossMeter m_meter;
    std::int64_t m_step = 0;
};

} // namespace neurograft
