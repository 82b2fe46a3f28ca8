// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/layer_attribution.h"

#include "core/engine/train/labelled_batch.h"
#include "core/engine/train/micro_batches.h"
#include "core/engine/train/response_gradient.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

namespace neurograft {

std::vector<double> layerAttribution(const TransformerModel& model,
                                     const std::vector<TokenizedRow>& rows,
                                     const LayerAttributionOptions& options,
                                     const RunContext& context)
{
    std::vector<const TokenizedRow*> all;
    for (const TokenizedRow& row : rows) {
        all.push_back(&row);
    }
    std::vector<double> sums(static_cast<std::size_t>(model.config().layers), 0.0);
    ResponseGradientOptions pass;
    pass.factor = 1.0 / static_cast<double>(rows.size());
    pass.recomputes = true;
    pass.onLayer = [&](std::int64_t layer, const at::Tensor& output, const at::Tensor& gradient) {
        const at::NoGradGuard noGrad;
        const at::Tensor product = gradient * output;
        sums[static_cast<std::size_t>(layer)] +=
            (options.isAbsolute ? product.abs() : product).sum(at::kDouble).item<double>();
    };
    std::int64_t done = 0;
    for (const std::vector<const TokenizedRow*>& group : microBatches(all, options.microBatch)) {
        context.checkpoint(
            {"layers of the teacher", 1, 1, done, static_cast<std::int64_t>(rows.size()), "rows"});
        pass.rowFactors.clear();
        for (const TokenizedRow* row : group) {
            pass.rowFactors.push_back(1.0 / static_cast<double>(labelCount(*row, false)));
        }
        const LabelledBatch batch = labelledBatch(group, false, 0, model.device());
        finiteSum(addResponseGradients(model, batch, pass, context), group, "layer attribution");
        done += static_cast<std::int64_t>(group.size());
    }
    for (double& sum : sums) {
        sum = std::abs(sum);
    }
    return sums;
}

} // namespace neurograft
