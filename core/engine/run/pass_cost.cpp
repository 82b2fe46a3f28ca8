// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/pass_cost.h"

#include "core/engine/run/job_support.h"
#include "core/engine/similarity/model_sweep.h"
#include "core/engine/support/device.h"

#include <algorithm>

namespace neurograft {

double PassCost::seconds(double flops, double hostRate) const
{
    return flops / (isHost ? hostRate * kLayerEfficiency : kDeviceFlops);
}

PassCost passCost(const SimilarityModel& model, const std::vector<RowSamples>& rows)
{
    const ModelConfig& config = model.checkpoint->config();
    PassCost cost;
    double pairs = 0.0; // query-key pairs
    for (const RowSamples& row : rows) {
        const auto length = static_cast<double>(row.ids.size());
        cost.tokens += length;
        pairs += length * length / 2.0;
    }
    double layerParameters = 0.0;
    for (const auto& [name, entry] : model.checkpoint->tensors()) {
        if (name.rfind("model.layers.0.", 0) == 0) {
            layerParameters += static_cast<double>(entry.elementCount());
        }
    }
    const double attention = 4.0 * pairs * static_cast<double>(config.heads * config.headDim);
    cost.layerFlops = 2.0 * cost.tokens * layerParameters + attention;

    const auto element = static_cast<double>(c10::elementSize(model.type));
    const auto stored = static_cast<double>(model.checkpoint->byteCount());
    const double converted = static_cast<double>(model.checkpoint->parameterCount()) * element;
    cost.isHost = model.device.is_cpu();
    cost.weightBytes = cost.isHost ? stored : converted;
    const auto budget = static_cast<double>(sweepTokenBudget(config, model.device));
    cost.batchBytes = std::min(cost.tokens, budget) * element
        * (8.0 * static_cast<double>(config.hiddenSize)
           + 4.0 * static_cast<double>(config.intermediateSize));
    cost.stateBytes = cost.tokens * static_cast<double>(config.hiddenSize) * element;
    return cost;
}

} // namespace neurograft
