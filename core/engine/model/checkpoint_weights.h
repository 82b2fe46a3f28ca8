// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"

#include <memory>

namespace neurograft {

/// Tensor over the mapped bytes of a checkpoint: no copy, stored type, on the CPU. It keeps @p
/// checkpoint alive.
at::Tensor mappedTensor(const std::shared_ptr<const Checkpoint>& checkpoint,
                        const TensorEntry& entry);

/// Weights of a mapped checkpoint. One copy at most: where stored and compute type agree on the CPU
/// the mapped pages themselves are used; on another device, or when the converted model is small
/// against the free memory, the converted tensors are kept and nothing else; otherwise each matrix
/// is converted when it is asked for and forgotten again (models.md section 7).
std::shared_ptr<const WeightSource> checkpointWeights(std::shared_ptr<const Checkpoint> checkpoint,
                                                      at::Device device, at::ScalarType type);

} // namespace neurograft
