// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"

#include <memory>

namespace neurograft {

/// Weights of a mapped checkpoint, one copy whatever the types: on the CPU the mapped pages
/// themselves in their stored type (linearOver() converts slices as it goes, models.md section 7),
/// on another device the tensors in @p type, the pages let go. Each tensor is checked to be finite
/// when it is first asked for.
/// @param config the model's shape: the checkpoint's, or fewer layers of it
/// @param firstLayer layer of the checkpoint that is layer 0 of the model
std::shared_ptr<const WeightSource> checkpointWeights(std::shared_ptr<const Checkpoint> checkpoint,
                                                      const ModelConfig& config,
                                                      std::int64_t firstLayer, at::Device device,
                                                      at::ScalarType type);

} // namespace neurograft
