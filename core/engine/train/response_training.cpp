// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/response_training.h"

#include "core/engine/train/micro_batches.h"
#include "core/engine/train/response_gradient.h"
#include "core/support/random_stream.h"

#include <string>
#include <utility>

namespace neurograft {

namespace {

using ResponseTrainingRows = std::vector<const TokenizedRow*>;

std::int64_t labelsOf(const ResponseTrainingRows& rows, bool wholeText)
{
    std::int64_t labels = 0;
    for (const TokenizedRow* row : rows) {
        labels += labelCount(*row, wholeText);
    }
    return labels;
}

} // namespace

ResponseTraining::ResponseTraining(std::shared_ptr<const TransformerModel> model,
                                   std::vector<TokenizedRow> rows,
                                   const ResponseTrainingOptions& options,
                                   std::shared_ptr<InputDropout> dropout,
                                   std::shared_ptr<ResponseObjective> objective)
    : m_model(std::move(model)), m_rows(std::move(rows)), m_options(options),
      m_dropout(std::move(dropout)), m_objective(std::move(objective)),
      m_order(static_cast<std::int64_t>(m_rows.size()), options.batch, options.seed)
{
}

void ResponseTraining::setModel(std::shared_ptr<const TransformerModel> model,
                                std::int64_t lowestLayer)
{
    m_model = std::move(model);
    m_lowestLayer = lowestLayer;
}

StepLoss ResponseTraining::addGradients(std::int64_t step, double lossScale,
                                        const RunContext& context) const
{
    ResponseTrainingRows rows;
    for (const std::int64_t index :
         m_options.rowsOf ? m_options.rowsOf(step) : m_order.rowsOf(step)) {
        rows.push_back(&m_rows[static_cast<std::size_t>(index)]);
    }
    if (m_objective) {
        rows = m_objective->rowsOf(step, std::move(rows), context);
    }
    const StepSize size{labelsOf(rows, m_options.wholeText),
                        static_cast<std::int64_t>(rows.size())};
    const auto labels = static_cast<double>(size.labels);
    if (m_dropout) {
        m_dropout->begin(
            deriveSeed(m_options.seed, "train.dropout", static_cast<std::uint64_t>(step)));
    }
    ResponseGradientOptions options;
    options.factor = lossScale / labels;
    options.recomputes = m_options.recomputes;
    options.dropout = m_dropout.get();
    options.lowestLayer = m_lowestLayer;
    LayerTerms layers;
    layers.factor = lossScale;
    options.layers = &layers;
    StepLoss result;
    for (const ResponseTrainingRows& group : microBatches(std::move(rows), m_options.microBatch)) {
        const LabelledBatch batch =
            labelledBatch(group, m_options.wholeText, m_options.padId, m_model->device());
        if (m_objective) {
            const BatchLosses losses = m_objective->lossesOf(step, batch, size, context);
            options.loss = losses.output;
            layers.losses = losses.layers;
        }
        const std::vector<double> losses = addResponseGradients(*m_model, batch, options, context);
        result.loss += finiteSum(losses, group, "training, step " + std::to_string(step)) / labels;
    }
    result.penalty = layers.value;
    return result;
}

double meanResponseLoss(const TransformerModel& model, const std::vector<TokenizedRow>& rows,
                        const ResponseTrainingOptions& options, const RunContext& context)
{
    ResponseTrainingRows all;
    for (const TokenizedRow& row : rows) {
        all.push_back(&row);
    }
    const auto labels = static_cast<double>(labelsOf(all, options.wholeText));
    double sum = 0.0;
    for (const ResponseTrainingRows& group : microBatches(std::move(all), options.microBatch)) {
        const LabelledBatch batch =
            labelledBatch(group, options.wholeText, options.padId, model.device());
        sum += finiteSum(responseLosses(model, batch, context), group, "validation");
    }
    return sum / labels;
}

} // namespace neurograft
