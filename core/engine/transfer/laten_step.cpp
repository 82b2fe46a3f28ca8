// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/laten_step.h"

#include "core/engine/train/labelled_batch.h"
#include "core/engine/train/micro_batches.h"
#include "core/engine/train/response_gradient.h"
#include "core/engine/transfer/magnitude_penalty.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <utility>

namespace neurograft {

namespace {

using LatenStepRows = std::vector<const TokenizedRow*>;

constexpr std::int32_t kPadId = 0; ///< no token ever looks at it

/// One over the number of labels of each row.
std::vector<double> labelShares(const LatenStepRows& rows, bool wholeText)
{
    std::vector<double> shares;
    for (const TokenizedRow* row : rows) {
        shares.push_back(1.0 / static_cast<double>(labelCount(*row, wholeText)));
    }
    return shares;
}

/// Mean losses of the rows from their sums.
std::vector<double> meanLosses(std::vector<double> sums, const std::vector<double>& shares)
{
    for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] *= shares[i];
    }
    return sums;
}

} // namespace

LatenStep::LatenStep(std::shared_ptr<const TransformerModel> student,
                     const LatenStepOptions& options)
    : m_student(std::move(student)), m_options(options)
{
}

StepLoss LatenStep::addGradients(PairDelta& delta, const LatenStepRows& rows, double lossScale,
                                 const std::string& where, const RunContext& context) const
{
    const bool isHalf = m_options.isCompat && m_options.delta.halfOutput;
    StepLoss result;
    std::vector<at::Tensor> penalties; // gradient of one example's
    for (const at::Tensor& value : delta.values()) {
        MagnitudePenalty penalty = isHalf
            ? halfMagnitudePenalty(value, value.numel(), m_options.lambdaMse)
            : magnitudePenalty(value, value.numel(), m_options.lambdaMse);
        result.penalty += penalty.value;
        penalties.push_back(std::move(penalty.gradient));
    }
    const auto count = static_cast<double>(rows.size());
    Sum sum = m_options.isCompat ? oneByOne(delta, rows, penalties, context)
                                 : together(delta, rows, lossScale, where, context);
    const at::NoGradGuard noGrad;
    for (std::size_t i = 0; i < sum.gradients.size(); ++i) {
        if (!m_options.isCompat) { // each of the examples adds it
            sum.gradients[i].add_(penalties[i], count * lossScale);
        }
        if (!m_options.sums) {
            sum.gradients[i].div_(count);
        }
    }
    result.loss = m_options.sums ? sum.loss : sum.loss / count;
    if (!sum.gradients.empty()) {
        delta.backward(sum.gradients);
    }
    return result;
}

LatenStep::Sum LatenStep::together(PairDelta& delta, const LatenStepRows& rows, double lossScale,
                                   const std::string& where, const RunContext& context) const
{
    const auto model = m_student->withEdits(delta.edits());
    Sum sum;
    for (const LatenStepRows& group : microBatches(rows, m_options.microBatch)) {
        ResponseGradientOptions options;
        options.factor = lossScale;
        options.rowFactors = labelShares(group, m_options.wholeText);
        options.recomputes = m_options.recomputes;
        const LabelledBatch batch =
            labelledBatch(group, m_options.wholeText, kPadId, m_student->device());
        sum.loss += finiteSum(
            meanLosses(addResponseGradients(*model, batch, options, context), options.rowFactors),
            group, where);
    }
    sum.gradients = delta.takeGradients();
    return sum;
}

LatenStep::Sum LatenStep::oneByOne(PairDelta& delta, const LatenStepRows& rows,
                                   const std::vector<at::Tensor>& penalties,
                                   const RunContext& context) const
{
    const auto model = m_student->withEdits(delta.edits());
    const auto rounded = [this](const at::Tensor& values) {
        return m_options.delta.halfOutput ? halfRounded(values) : values;
    };
    Sum sum;
    for (const TokenizedRow* row : rows) {
        if (labelCount(*row, m_options.wholeText) == 0) {
            continue; // a mean over nothing, NaN in the official code
        }
        ResponseGradientOptions options;
        options.rowFactors = labelShares({row}, m_options.wholeText);
        options.recomputes = m_options.recomputes;
        const LabelledBatch batch =
            labelledBatch({row}, m_options.wholeText, kPadId, m_student->device());
        const double loss =
            addResponseGradients(*model, batch, options, context).front() * options.rowFactors[0];
        std::vector<at::Tensor> gradients = delta.takeGradients();
        if (!std::isfinite(loss)) {
            continue;
        }
        sum.loss += loss;
        const at::NoGradGuard noGrad;
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            gradients[i] = rounded(rounded(gradients[i]) + penalties[i]);
            if (sum.gradients.size() > i) {
                sum.gradients[i].add_(gradients[i]);
            } else {
                sum.gradients.push_back(gradients[i]);
            }
        }
    }
    return sum;
}

} // namespace neurograft
