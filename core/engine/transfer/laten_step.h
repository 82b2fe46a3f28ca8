// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/train/trainer.h"
#include "core/engine/transfer/pair_delta.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace neurograft {

struct LatenStepOptions {
    /// Examples without a finite loss are passed over; with a half output the gradients of every
    /// example are rounded to float16 and the penalty is in half arithmetic (transfer.md 6.4, 6.6,
    /// 6.7).
    bool isCompat = false;
    PairDeltaOptions delta;
    double lambdaMse = 1000.0; ///< weight of the penalty
    bool sums = false; ///< gradients of the examples are summed; else their mean
    std::int64_t microBatch = 8; ///< rows that go through the student together; `compat` takes one
    bool wholeText = false; ///< prompt tokens are labels, too
    bool recomputes = false; ///< ResponseGradientOptions
};

/// The gradients of one LaTen step (transfer.md 6.1, 6.4, 6.6): the loss of an example is the mean
/// cross-entropy over its labels plus lambdaMse times the penalty, the sum over modules of the mean
/// of D^2; long and short answers weigh the same.
class LatenStep {
public:
    /// @param student without edits; its weights stay as they are
    LatenStep(std::shared_ptr<const TransformerModel> student, const LatenStepOptions& options);

    const LatenStepOptions& options() const { return m_options; }

    /// Adds lossScale * gradient to the parameters of the change's maker. None when no example had
    /// a finite loss.
    /// @param rows with labels; @param where begins messages: "step 3"
    /// @return mean (or sum) of the examples' cross-entropy; the penalty, unweighted
    /// @throws DomainError naming the row whose loss is not finite; Canceled
    StepLoss addGradients(PairDelta& delta, const std::vector<const TokenizedRow*>& rows,
                          double lossScale, const std::string& where,
                          const RunContext& context) const;

private:
    struct Sum {
        double loss = 0.0;
        std::vector<at::Tensor> gradients; ///< dL/dD of each module; empty: no example counted
    };

    Sum together(PairDelta& delta, const std::vector<const TokenizedRow*>& rows, double lossScale,
                 const std::string& where, const RunContext& context) const;
    Sum oneByOne(PairDelta& delta, const std::vector<const TokenizedRow*>& rows,
                 const std::vector<at::Tensor>& penalties, const RunContext& context) const;

    std::shared_ptr<const TransformerModel> m_student;
    LatenStepOptions m_options;
};

} // namespace neurograft
