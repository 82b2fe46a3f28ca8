// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/leading_triplets.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// Factors an adapter begins with, float32: A [r,in], B [out,r].
struct StartFactors {
    at::Tensor a;
    at::Tensor b;
};

/// LoRA (transfer.md 3.2): A uniform in +-1/sqrt(in), B = 0; of an embedding A = 0, B standard
/// normal. Drawn from LibTorch's CPU generator by derive(seed, "lora.init", number).
StartFactors kaimingFactors(const AdapterTarget& target, std::int64_t rank, std::uint64_t seed);

/// The same with A normal of standard deviation 1/r.
StartFactors gaussianFactors(const AdapterTarget& target, std::int64_t rank, std::uint64_t seed);

/// PiSSA (transfer.md 3.3): A = sqrt(s / scale) V^T, B = U sqrt(s / scale), so that scale B A is
/// the part of the matrix that the triplets span.
StartFactors splitFactors(const Triplets& triplets, double scale);

/// Seeking (transfer.md 4.1): A = V^T, B = U s / scale.
StartFactors leftFactors(const Triplets& triplets, double scale);

} // namespace neurograft
