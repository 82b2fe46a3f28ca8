// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/model/input_dropout.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/train/response_objective.h"
#include "core/engine/train/trainer.h"
#include "core/engine/train/training_order.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace neurograft {

struct ResponseTrainingOptions {
    std::int64_t batch = 64; ///< rows of one step (transfer.md 1)
    std::int64_t microBatch = 8; ///< rows that go through the model together
    bool wholeText = false; ///< prompt tokens are labels too
    bool recomputes = false; ///< ResponseGradientOptions
    std::int32_t padId = 0;
    std::uint64_t seed = 42; ///< of order and dropout
    /// Which rows a step sees; empty = TrainingOrder of batch and seed.
    std::function<std::vector<std::int64_t>(std::int64_t step)> rowsOf = nullptr;
};

/// Fine-tuning on rows with responses: the mean cross-entropy (or another loss) over all labels of
/// a step's rows, gradients summed over micro-batches. Rows of like length go together, which
/// changes no sum beyond its rounding.
class ResponseTraining {
public:
    /// @param model with the trained edits on it; @param rows each with a label
    /// @param dropout the one in those edits, or null
    /// @param objective null = cross-entropy of the rows
    ResponseTraining(std::shared_ptr<const TransformerModel> model, std::vector<TokenizedRow> rows,
                     const ResponseTrainingOptions& options, std::shared_ptr<InputDropout> dropout,
                     std::shared_ptr<ResponseObjective> objective = nullptr);

    const TrainingOrder& order() const { return m_order; }
    /// Another set of edits over the same weights from the next step on.
    /// @param lowestLayer no leaf of theirs belongs to a layer below
    void setModel(std::shared_ptr<const TransformerModel> model, std::int64_t lowestLayer);
    /// Adds the gradients of a step: its loss is that of the positions, its penalty the sum of
    /// those inside layers. @throws DomainError naming the row whose loss is not finite
    StepLoss addGradients(std::int64_t step, double lossScale, const RunContext& context) const;

private:
    std::shared_ptr<const TransformerModel> m_model;
    std::vector<TokenizedRow> m_rows;
    ResponseTrainingOptions m_options;
    std::shared_ptr<InputDropout> m_dropout;
    std::shared_ptr<ResponseObjective> m_objective;
    TrainingOrder m_order;
    std::int64_t m_lowestLayer = 0;
};

/// Mean cross-entropy over all labels of @p rows, without dropout when the model has none.
double meanResponseLoss(const TransformerModel& model, const std::vector<TokenizedRow>& rows,
                        const ResponseTrainingOptions& options, const RunContext& context);

} // namespace neurograft
