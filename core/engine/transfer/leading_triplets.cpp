// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/leading_triplets.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/linalg_cholesky_ex.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_solve_triangular.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <utility>

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

/// The same of a block [n,w] that is nearly orthonormal, at a fraction of the cost: by the Cholesky
/// factor of its Gram matrix. A block that has lost vectors (a matrix of low rank) goes the long
/// way.
at::Tensor mended(const at::Tensor& block)
{
    const auto [lower, info] = at::linalg_cholesky_ex(at::matmul(block.t(), block));
    if (info.item<int>() != 0 || lower.diagonal().min().item<float>() < 0.5F) {
        return orthonormal(block);
    }
    return at::linalg_solve_triangular(lower.t(), block, true, false); // X L^T = block
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

/// Largest |A^T u - s v| of all triplets, as a share of the first value.
double leftResidual(const at::Tensor& a, const Triplets& triplets)
{
    const double first = triplets.s[0].item<double>();
    const at::Tensor rest = at::matmul(a.t(), triplets.u) - triplets.v * triplets.s; // [n,r]
    const double largest = at::linalg_vector_norm(rest, 2, {0}).max().item<double>();
    return first > 0.0 ? largest / first : 0.0;
}

/// An orthonormal basis that grows block by block, the images A v of its vectors, and their Gram
/// matrix in float64: its eigenvectors are the best right vectors of the space, at a cost that does
/// not depend on the size of A.
class KrylovSpace {
public:
    KrylovSpace(const at::Tensor& a, std::int64_t width, std::int64_t mostBlocks)
        : m_a(a), m_width(width), m_basis(at::empty({width * mostBlocks, a.size(1)}, a.options())),
          m_images(at::empty({width * mostBlocks, a.size(0)}, a.options())),
          m_wide(at::empty(m_images.sizes(), a.options().dtype(at::kDouble))),
          m_gram(at::zeros({width * mostBlocks, width * mostBlocks}, m_wide.options()))
    {
    }

    std::int64_t blocks() const { return m_size / m_width; }

    /// @param block [n,w], orthonormal and orthogonal to the basis
    void add(const at::Tensor& block)
    {
        m_basis.narrow(0, m_size, m_width).copy_(block.t());
        m_images.narrow(0, m_size, m_width).copy_(at::matmul(m_a, block).t());
        const at::Tensor added = m_wide.narrow(0, m_size, m_width); // [w,m]
        added.copy_(m_images.narrow(0, m_size, m_width));
        const at::Tensor products =
            at::matmul(m_wide.narrow(0, 0, m_size + m_width), added.t()); // [k,w]
        m_gram.narrow(0, 0, m_size + m_width).narrow(1, m_size, m_width).copy_(products);
        m_gram.narrow(1, 0, m_size + m_width).narrow(0, m_size, m_width).copy_(products.t());
        m_size += m_width;
    }

    /// The next block: A^T of the last images, orthogonal to the basis.
    at::Tensor next() const
    {
        const at::Tensor basis = m_basis.narrow(0, 0, m_size); // [k,n]
        at::Tensor block =
            at::matmul(m_a.t(), m_images.narrow(0, m_size - m_width, m_width).t()); // [n,w]
        block = orthonormal(block - at::matmul(basis.t(), at::matmul(basis, block)));
        // Once is not enough in float32.
        return mended(block - at::matmul(basis.t(), at::matmul(basis, block)));
    }

    /// Best triplets inside the span of the basis: A v = s u holds exactly for them.
    Triplets triplets(std::int64_t rank) const
    {
        const auto [values, vectors] = // ascending
            at::linalg_eigh(m_gram.narrow(0, 0, m_size).narrow(1, 0, m_size));
        const at::Tensor leading =
            vectors.narrow(1, m_size - m_width, m_width).to(at::kFloat).contiguous(); // [k,w]
        const auto [q, r] =
            at::linalg_qr(at::matmul(m_images.narrow(0, 0, m_size).t(), leading)); // [m,w], [w,w]
        const auto [u, s, vh] = at::linalg_svd(r, false);
        const at::Tensor v = at::matmul(leading, vh.narrow(0, 0, rank).t()); // [k,r]
        return {at::matmul(q, u.narrow(1, 0, rank)), s.narrow(0, 0, rank),
                at::matmul(m_basis.narrow(0, 0, m_size).t(), v)};
    }

private:
    at::Tensor m_a; ///< [m,n]
    std::int64_t m_width;
    std::int64_t m_size = 0; ///< k, vectors of the basis
    at::Tensor m_basis; ///< [most,n] rows are its vectors
    at::Tensor m_images; ///< [most,m]
    at::Tensor m_wide; ///< [most,m] the images in float64
    at::Tensor m_gram; ///< [most,most] of the images, float64
};

/// When to look at the residual, which costs more the larger the basis is: it falls about
/// geometrically with the blocks.
class ConvergenceForecast {
public:
    explicit ConvergenceForecast(double tolerance) : m_tolerance(tolerance) { }

    std::int64_t nextLook() const { return m_nextLook; }

    void note(std::int64_t blocks, double residual)
    {
        const double perBlock =
            std::log(m_residual / residual) / static_cast<double>(blocks - m_blocks);
        const double left = std::log(residual / m_tolerance);
        const auto most = std::max<std::int64_t>(1, blocks / 2);
        m_nextLook = blocks
            + (perBlock * static_cast<double>(most) > left
                   ? std::max<std::int64_t>(1, std::llround(std::ceil(left / perBlock)))
                   : most);
        m_blocks = blocks;
        m_residual = residual;
    }

private:
    double m_tolerance;
    std::int64_t m_nextLook = 4;
    std::int64_t m_blocks = 0;
    double m_residual = 1.0; ///< of no block at all
};

Triplets krylovTriplets(const at::Tensor& a, std::int64_t rank, const TripletOptions& options)
{
    const std::int64_t n = a.size(1); // the smaller side
    const std::int64_t width = std::min(rank + options.oversampling, n);
    const std::int64_t most = std::min(kMostBlocks, n / width);
    KrylovSpace space(a, width, most);
    ConvergenceForecast forecast(options.tolerance);
    while (space.blocks() < most) {
        space.add(space.blocks() == 0 ? orthonormal(gaussian(n, width, options, a)) : space.next());
        if (space.blocks() >= forecast.nextLook()) {
            Triplets found = space.triplets(rank);
            const double residual = leftResidual(a, found);
            if (residual <= options.tolerance) {
                return found;
            }
            forecast.note(space.blocks(), residual);
        }
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
