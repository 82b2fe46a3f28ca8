// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <vector>

namespace neurograft {

struct LayerAttributionOptions {
    bool isAbsolute = false; ///< sum of absolute values in place of the absolute value of the sum
    std::int64_t microBatch = 8; ///< rows that go through the model together
};

/// Gradient times activation of every layer (SemAlign, transfer.md 7.1): the sum over tokens and
/// channels of (dL/dy) y, y the layer's output and L the cross-entropy of the responses, mean over
/// the labels of a row and over the rows. Float64 sums; memory of one layer at a time.
/// @param rows each with a label, in the model's own tokens
/// @return [L], none negative
/// @throws DomainError naming the row whose loss is not finite, Canceled
std::vector<double> layerAttribution(const TransformerModel& model,
                                     const std::vector<TokenizedRow>& rows,
                                     const LayerAttributionOptions& options,
                                     const RunContext& context);

} // namespace neurograft
