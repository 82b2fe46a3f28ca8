// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/leading_triplets.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

constexpr std::int64_t kMostBlocks = 48; ///< of the Krylov basis, before the exact way is taken

at::Tensor gaussian(std::int64_t rows, std::int64_t columns, const TripletOptions& options,
                    const at::Tensor& like)
{
    at::Generator generator =
        at::detail::createCPUGenerator(deriveSeed(options.seed, "svd.range", options.number));
    return at::randn({rows, columns}, generator, at::TensorOptions(at::kFloat)).to(like.device());
}

at::Tensor orthonormal(const at::Tensor& block)
{
    return std::get<0>(at::linalg_qr(block));
}

/// Triplets of @p a without signs and residual.
Triplets exactTriplets(const at::Tensor& a, std::int64_t rank)
{
    const auto [u, s, vh] = at::linalg_svd(a, false);
    return {u.narrow(1, 0, rank), s.narrow(0, 0, rank), vh.narrow(0, 0, rank).t()};
}

Triplets randomizedTriplets(const at::Tensor& a, std::int64_t rank, const TripletOptions& options)
{
    const std::int64_t width =
        std::min(rank + options.oversampling, std::min(a.size(0), a.size(1)));
    at::Tensor q = orthonormal(at::matmul(a, gaussian(a.size(1), width, options, a))); // [m,w]
    for (std::int64_t i = 0; i < options.iterations; ++i) {
        q = orthonormal(at::matmul(a, orthonormal(at::matmul(a.t(), q))));
    }
    const auto [u, s, vh] = at::linalg_svd(at::matmul(q.t(), a), false); // of [w,n]
    return {at::matmul(q, u.narrow(1, 0, rank)), s.narrow(0, 0, rank), vh.narrow(0, 0, rank).t()};
}

/// Best triplets inside the span of @p basis [n,k]: A v = s u holds exactly for them.
Triplets ritzTriplets(const at::Tensor& images, const at::Tensor& basis, std::int64_t rank)
{
    const auto [q, r] = at::linalg_qr(images); // [m,k], [k,k]
    const auto [u, s, vh] = at::linalg_svd(r, false);
    return {at::matmul(q, u.narrow(1, 0, rank)), s.narrow(0, 0, rank),
            at::matmul(basis, vh.narrow(0, 0, rank).t())};
}

/// Largest |A^T u - s v| of all triplets, as a share of the first value.
double leftResidual(const at::Tensor& a, const Triplets& triplets)
{
    const double first = triplets.s[0].item<double>();
    const at::Tensor rest = at::matmul(a.t(), triplets.u) - triplets.v * triplets.s; // [n,r]
    const double largest = at::linalg_vector_norm(rest, 2, {0}).max().item<double>();
    return first > 0.0 ? largest / first : 0.0;
}

Triplets krylovTriplets(const at::Tensor& a, std::int64_t rank, const TripletOptions& options)
{
    const std::int64_t n = a.size(1); // the smaller side
    const std::int64_t width = std::min(rank + options.oversampling, n);
    at::Tensor block = orthonormal(gaussian(n, width, options, a));
    std::vector<at::Tensor> blocks, images;
    std::int64_t nextLook = 4; // looking costs more the larger the basis is
    while ((static_cast<std::int64_t>(blocks.size()) + 1) * width <= n
           && static_cast<std::int64_t>(blocks.size()) < kMostBlocks) {
        blocks.push_back(block);
        images.push_back(at::matmul(a, block)); // [m,w]
        const at::Tensor basis = at::cat(blocks, 1); // [n,k]
        if (static_cast<std::int64_t>(blocks.size()) >= nextLook) {
            Triplets found = ritzTriplets(at::cat(images, 1), basis, rank);
            if (leftResidual(a, found) <= options.tolerance) {
                return found;
            }
            nextLook = nextLook + std::max<std::int64_t>(1, nextLook / 3);
        }
        at::Tensor next = at::matmul(a.t(), images.back());
        for (int pass = 0; pass < 2; ++pass) { // once is not enough in float32
            next = next - at::matmul(basis, at::matmul(basis.t(), next));
            next = orthonormal(next);
        }
        block = next;
    }
    return exactTriplets(a, rank); // small, or the values are too close to be told apart
}

void setSigns(Triplets& triplets)
{
    const at::Tensor places = triplets.u.abs().argmax(0, true); // [1,r]
    const at::Tensor signs = triplets.u.gather(0, places).sign(); // [1,r]
    triplets.u = (triplets.u * signs).contiguous();
    triplets.v = (triplets.v * signs).contiguous();
    triplets.s = triplets.s.contiguous();
}

Triplets tripletsOf(const at::Tensor& a, std::int64_t rank, const TripletOptions& options)
{
    const bool isSmall = std::min(a.size(0), a.size(1)) <= kExactSide;
    if (options.method == "exact" || (options.method == "auto" && isSmall)) {
        return exactTriplets(a, rank);
    }
    if (options.method == "randomized") {
        return randomizedTriplets(a, rank, options);
    }
    if (options.method != "auto" && options.method != "krylov") {
        throw UsageError("--svd", "auto, exact, krylov or randomized", "'" + options.method + "'");
    }
    if (a.size(1) <= a.size(0)) {
        return krylovTriplets(a, rank, options);
    }
    Triplets turned = krylovTriplets(a.t().contiguous(), rank, options);
    std::swap(turned.u, turned.v);
    return turned;
}

} // namespace

Triplets leadingTriplets(const at::Tensor& matrix, std::int64_t rank, const TripletOptions& options)
{
    const at::NoGradGuard noGrad;
    const at::Tensor a = matrix.to(at::kFloat).contiguous();
    if (!at::isfinite(a).all().item<bool>()) {
        throw DomainError("singular value decomposition", "finite values", "NaN or infinity");
    }
    const std::int64_t kept = std::min(rank, std::min(a.size(0), a.size(1)));
    Triplets triplets = tripletsOf(a, kept, options);
    setSigns(triplets);
    const double left = leftResidual(a, triplets);
    std::swap(triplets.u, triplets.v);
    const double right = leftResidual(a.t(), triplets);
    std::swap(triplets.u, triplets.v);
    triplets.residual = std::max(left, right);
    return triplets;
}

} // namespace neurograft
