// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/similarity_inputs.h"

#include <vector>

namespace neurograft {

/// What a model needs to read the rows of a run once, for forecasts.
struct PassCost {
    double tokens = 0.0;
    double layerFlops = 0.0; ///< of all tokens through one layer
    double weightBytes = 0.0; ///< the CPU computes from the mapped file
    double batchBytes = 0.0; ///< inside a layer
    double stateBytes = 0.0; ///< hidden states of all rows, of a sweep breadth first
    bool isHost = true; ///< on the CPU

    /// Of this many floating-point operations. @param hostRate hostFlops()
    double seconds(double flops, double hostRate) const;
};

/// @param rows what each row contributes
PassCost passCost(const SimilarityModel& model, const std::vector<RowSamples>& rows);

} // namespace neurograft
