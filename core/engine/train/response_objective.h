// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/train/labelled_batch.h"
#include "core/engine/train/layer_loss.h"
#include "core/engine/train/position_loss.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// What a training step has, all its batches together.
struct StepSize {
    std::int64_t labels = 0;
    std::int64_t rows = 0;
};

/// Losses of one batch.
struct BatchLosses {
    const PositionLoss* output = nullptr; ///< null = cross-entropy
    std::vector<const LayerLoss*> layers = {};
};

/// What a training on rows minimises in place of the cross-entropy of their responses, for methods
/// that ask a teacher or learn other rows. Everything must follow from the step and the trained
/// parameters, so that a continued run repeats it. Not thread-safe.
class ResponseObjective {
public:
    virtual ~ResponseObjective() = default;
    /// What a step learns in place of @p rows, each with a label; valid until the next call.
    virtual std::vector<const TokenizedRow*> rowsOf(std::int64_t /*step*/,
                                                    std::vector<const TokenizedRow*> rows,
                                                    const RunContext& /*context*/)
    {
        return rows;
    }
    /// The losses of a batch of step @p step, valid until the next call. Those of positions are
    /// divided by the step's labels afterwards, those of layers are not.
    virtual BatchLosses lossesOf(std::int64_t step, const LabelledBatch& batch,
                                 const StepSize& size, const RunContext& context) = 0;
};

} // namespace neurograft
