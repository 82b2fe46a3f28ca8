// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/attribution/attribution_rows.h"
#include "core/engine/attribution/model_attribution.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <vector>

namespace neurograft {

struct GradientOptions {
    SelectionSizes sizes;
    /// Steps of integrated gradients (Sundararajan et al. 2017, arXiv:1703.01365); 0: activation
    /// times gradient.
    std::int64_t steps = 0;
};

/// Scores by gradients of the target's log probability, for comparison with attribution: for
/// neuron i with coefficient c_i at the scored position
///
/// \f[ c_i \frac{\partial \ln p(t^*)}{\partial c_i} \f]
/// or the mean of that derivative on the straight way from 0 to the layer's coefficients, all of a
/// layer's neurons together, at the middles of equal steps. Unlike Delta it sees what later layers
/// make of a neuron. A value row has the sum of its columns' scores, a layer that of its neurons.
/// Means over a row's positions, then over rows.
/// @throws DomainError naming layer and neuron for values that are not finite; Canceled
ModelAttribution attributeByGradient(const TransformerModel& model,
                                     const std::vector<AttributionRow>& rows,
                                     const GradientOptions& options, const RunContext& context);

} // namespace neurograft
