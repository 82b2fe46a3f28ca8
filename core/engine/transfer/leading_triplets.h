// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace neurograft {

/// How the largest singular triplets of a matrix are found.
struct TripletOptions {
    /// exact: thin SVD of the whole matrix. krylov: block Lanczos (Golub and Kahan 1965, block form
    /// with full orthogonalisation), until every triplet's residual is below `tolerance`.
    /// randomized: Gaussian range finder with `iterations` power iterations (Halko et al. 2011,
    /// arXiv:0909.4061, algorithm 4.4). auto: exact up to kExactSide, else krylov.
    std::string method = "auto";
    std::int64_t iterations = 4; ///< of randomized
    std::int64_t oversampling = 10; ///< columns beside the rank (transfer.md 4.2)
    double tolerance = 1e-5; ///< of krylov: largest residual, as a share of the first value
    std::uint64_t seed = 42; ///< of the start block, purpose `svd.range`
    std::uint64_t number = 0; ///< running number of the target
};

inline constexpr std::int64_t kExactSide = 1024; ///< smaller side up to which `auto` is exact

/// W ~ U diag(s) V^T, the r largest: s descending; the entry of largest magnitude of each left
/// vector is positive (transfer.md 3.1).
struct Triplets {
    at::Tensor u; ///< [out,r]
    at::Tensor s; ///< [r]
    at::Tensor v; ///< [in,r]
    /// Largest of |W v - s u| and |W^T u - s v| over all triplets as a share of the first value:
    /// every value found is that near to a singular value of W.
    double residual = 0.0;
};

/// The @p rank largest singular triplets in float32, fewer when a side of the matrix is smaller.
/// Same seed and number, same result.
/// @param matrix [out,in], any float type; @throws DomainError when it is not finite,
/// UsageError for an unknown method
Triplets leadingTriplets(const at::Tensor& matrix, std::int64_t rank,
                         const TripletOptions& options);

} // namespace neurograft
