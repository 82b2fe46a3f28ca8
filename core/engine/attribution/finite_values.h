// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace neurograft {

/// @param what the computation, as messages call it: "attribution"
/// @param values [..., n], a column per neuron
/// @param neurons "ffn" or "attn"; null for the residual stream, whose coordinates are no neurons
/// @throws DomainError "what, layer 3, ffn neuron 42" for the first value that is NaN or infinite
void requireFinite(const char* what, const at::Tensor& values, std::int64_t layer,
                   const char* neurons);

/// Looks at every coefficient (m and z) of @p layer while it runs, and keeps nothing: what is not
/// finite is told where it arises, not where it ends.
LayerCapture finiteCoefficients(const char* what, std::int64_t layer);

} // namespace neurograft
