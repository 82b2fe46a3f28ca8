// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <memory>

namespace neurograft {

/// A model of the checkpoint's shape that has learnt nothing (similarity.md section 5 (2)):
/// matrices N(0, 0.02^2) as such models begin, norm gains 1, biases 0. Drawn in float32 by
/// LibTorch's CPU generator with the seed of purpose `similarity.random_teacher` (decisions.md
/// D83), tensors in the order of their names, then rounded to @p type and moved. No weight of the
/// checkpoint is read.
/// @throws Canceled
std::shared_ptr<TransformerModel> randomModel(const Checkpoint& checkpoint, at::Device device,
                                              at::ScalarType type, std::uint64_t seed,
                                              const RunContext& context);

} // namespace neurograft
