// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"

#include <memory>

namespace neurograft {

/// TransformerModel::load() of a checkpoint that is open already.
std::shared_ptr<TransformerModel> loadModel(std::shared_ptr<const Checkpoint> checkpoint,
                                            const LoadOptions& options);

} // namespace neurograft
