// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// What an attention neuron's coefficient is (attribution.md K3).
enum class CoefficientPolicy { Sum, LastSource, PerSource };

/// "sum", "last-source" or "per-source". @throws UsageError for another word
CoefficientPolicy coefficientPolicyFromName(const std::string& name);

/// What a layer computed at the scored positions, in float32.
struct LayerCases {
    at::Tensor x; ///< [P,d] layer input
    at::Tensor a; ///< [P,d] attention output, bias included
    at::Tensor r; ///< [P,d] residual after attention
    at::Tensor o; ///< [P,d] feed-forward output, bias included
    at::Tensor m; ///< [P,f] coefficients of the FFN neurons
    at::Tensor z; ///< [P,H*h] coefficients of the attention neurons, summed over sources
    /// Per case [S,H*h]: A[head, position, source] * v[source, dim], with `last-source` the last
    /// one alone; empty with `sum`.
    std::vector<at::Tensor> bySource;
};

/// All scored positions of all rows.
struct CapturedCases {
    std::vector<LayerCases> layers;
    at::Tensor y; ///< [P,d] final residual
    std::vector<std::int64_t> targets; ///< [P]
    std::vector<double> weights; ///< [P] mean over a row's positions, then over rows (D13)
    std::vector<std::int64_t> rowOf; ///< [P] index into the rows

    std::int64_t count() const { return static_cast<std::int64_t>(targets.size()); }
};

/// Runs every row through the model and keeps what attribution needs.
/// @throws DomainError naming layer and neuron when something is not finite; Canceled
CapturedCases captureCases(const TransformerModel& model, const std::vector<AttributionRow>& rows,
                           CoefficientPolicy policy, const RunContext& context);

} // namespace neurograft
