// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/start_factors.h"

#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <cmath>

namespace neurograft {

namespace {

/// Factors of an embedding: only B is drawn, whatever the kind.
StartFactors embeddingFactors(const AdapterTarget& target, std::int64_t rank,
                              at::Generator& generator)
{
    return {at::zeros({rank, target.in}, at::kFloat),
            at::empty({target.out, rank}, at::kFloat).normal_(0.0, 1.0, generator)};
}

} // namespace

StartFactors kaimingFactors(const AdapterTarget& target, std::int64_t rank, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    at::Generator generator =
        at::detail::createCPUGenerator(deriveSeed(seed, "lora.init", target.number));
    if (target.isEmbedding) {
        return embeddingFactors(target, rank, generator);
    }
    const double bound = 1.0 / std::sqrt(static_cast<double>(target.in));
    return {at::empty({rank, target.in}, at::kFloat).uniform_(-bound, bound, generator),
            at::zeros({target.out, rank}, at::kFloat)};
}

StartFactors gaussianFactors(const AdapterTarget& target, std::int64_t rank, std::uint64_t seed)
{
    const at::NoGradGuard noGrad;
    at::Generator generator =
        at::detail::createCPUGenerator(deriveSeed(seed, "lora.init", target.number));
    if (target.isEmbedding) {
        return embeddingFactors(target, rank, generator);
    }
    const double deviation = 1.0 / static_cast<double>(rank);
    return {at::empty({rank, target.in}, at::kFloat).normal_(0.0, deviation, generator),
            at::zeros({target.out, rank}, at::kFloat)};
}

StartFactors splitFactors(const Triplets& triplets, double scale)
{
    const at::NoGradGuard noGrad;
    const at::Tensor roots = (triplets.s / scale).sqrt(); // [r]
    return {(triplets.v * roots).t().contiguous(), (triplets.u * roots).contiguous()};
}

StartFactors leftFactors(const Triplets& triplets, double scale)
{
    const at::NoGradGuard noGrad;
    return {triplets.v.t().contiguous(), (triplets.u * (triplets.s / scale)).contiguous()};
}

} // namespace neurograft
