// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/centred_samples.h"

#include "core/engine/similarity/sample_pair.h"

#include <ATen/TensorOperators.h>
#include <c10/core/InferenceMode.h>

#include <cmath>

namespace neurograft {

CentredSamples centreSamples(const at::Tensor& x)
{
    if (x.dim() != 2 || !x.is_floating_point()) {
        throw ShapeError("centreSamples", "a float matrix [n, p]",
                         shapeText(x) + " of " + std::string(x.dtype().name()));
    }
    const c10::InferenceMode inference;
    const bool isDouble = x.scalar_type() == at::kDouble;
    const at::Tensor wide = x.to(at::kDouble); // [n,p]
    const at::Tensor centred = wide - wide.mean(0, true);
    CentredSamples samples;
    samples.squares = centred.square().sum(1).cpu();
    samples.x = centred.to(isDouble ? at::kDouble : at::kFloat).cpu();
    const double tolerance = isDouble ? 1e-12 : 1e-6; // decisions.md section 8, code 2
    const double raw = wide.square().sum().item<double>();
    if (!std::isfinite(raw)) {
        samples.reason = UndefinedReason::NotFinite;
    } else if (samples.squares.sum().item<double>() <= tolerance * tolerance * raw) {
        samples.reason = UndefinedReason::ZeroVariance;
    }
    return samples;
}

} // namespace neurograft
