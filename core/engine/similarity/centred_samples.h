// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/similarity_value.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// The samples of a layer with column means taken off in float64 (decisions.md D55).
struct CentredSamples {
    at::Tensor x; ///< [n,p] float32, or float64 for float64 samples; CPU
    at::Tensor squares; ///< [n] float64 |xc_i|^2
    /// Not finite or without variance, or Defined; whether samples suffice is the measure's
    /// question.
    UndefinedReason reason = UndefinedReason::Defined;

    std::int64_t count() const { return x.size(0); }
    std::int64_t width() const { return x.size(1); }
};

/// @param x [n,p], any float type and device. @throws ShapeError when it is no such matrix
CentredSamples centreSamples(const at::Tensor& x);

} // namespace neurograft
