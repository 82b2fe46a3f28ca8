// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Rotary frequencies [h/2] in float32 on the CPU, scaling applied (models.md 4.2): 1 /
/// theta^(2i/h) with exponent, power and reciprocal each rounded to float32, as the reference
/// computes them.
/// @param tokens length of the text, which matters for `dynamic` scaling only
at::Tensor rotaryFrequencies(const ModelConfig& config, std::int64_t tokens = 0);

/// Cosines and sines of position × frequency, computed in float32, cast once at the end.
struct RotaryTable {
    at::Tensor cos; ///< [B or 1, 1, T, h]
    at::Tensor sin; ///< [B or 1, 1, T, h]
};

/// @param frequencies [h/2] or, one set per row, [B,1,h/2], float32; @param positions [B or 1, T]
/// int64 on the same device
RotaryTable rotaryTable(const at::Tensor& frequencies, const at::Tensor& positions,
                        at::ScalarType type);

/// Rotates heads [B, heads, T, h]: u * cos + rot(u) * sin, rot(u) = [-second half, first half].
at::Tensor applyRotary(const at::Tensor& heads, const RotaryTable& table);

} // namespace neurograft
