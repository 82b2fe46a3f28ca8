// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/train/trainer.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace neurograft {

/// One way of putting knowledge into a student, as the run around it sees it: what is trained from
/// which start, how a step gets its gradients, and how the outcome is written. The run brings the
/// rest: optimiser, saved state, curves, checkpoints, result file. Made for one seed; not
/// thread-safe.
class TransferMethod {
public:
    virtual ~TransferMethod() = default;

    /// What is trained: float32 leaves in their start state. None: nothing is, and neither options
    /// nor gradients are asked for.
    virtual std::vector<Parameter> parameters() const = 0;
    /// Length, rates, optimiser and clipping; validation when the method has rows for it.
    virtual TrainerOptions trainerOptions(const RunContext& context) const = 0;
    /// Adds the gradients of lossScale * loss of one step, from 0, to the parameters. Must depend
    /// on the step and the parameters only, so that a continued run repeats it. @throws Canceled
    virtual StepLoss addGradients(std::int64_t step, double lossScale,
                                  const RunContext& context) = 0;
    /// A step's update has been made; gradients are still there.
    virtual void stepDone(std::int64_t /*step*/) { }
    /// The student as it computes now, without dropout: same weights in memory, changes over them.
    virtual std::shared_ptr<TransformerModel> student() const = 0;

    /// What a continued run needs beside the parameters, before the first step: `initial/`.
    virtual void writeStart(const std::filesystem::path& folder) const = 0;
    /// The state after a step, for the kept steps of a run.
    virtual void writeStep(const std::filesystem::path& folder) const = 0;
    /// What the run was for: everything the method leaves in its folder.
    virtual void writeOutcome(const std::filesystem::path& folder) const = 0;
    /// Selections, spectra and norms of the result file, as they stand now.
    virtual std::vector<Table> tables() const = 0;
};

} // namespace neurograft
