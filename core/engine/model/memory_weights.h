// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"

#include <map>
#include <string>

namespace neurograft {

/// Name and shape of every tensor a model of this shape must have, in the order of the forward
/// pass.
std::vector<std::pair<std::string, std::vector<std::int64_t>>>
expectedTensors(const ModelConfig& config);

} // namespace neurograft
