// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/packed_gram.h"
#include "core/study/undefined_reason.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// How HSIC is estimated from a Gram matrix.
enum class CkaEstimator {
    Unbiased, ///< Song et al. 2012, similarity.md 2.2: result name `cka`
    Biased, ///< Kornblith et al. 2019 (arXiv:1905.00414), similarity.md 2.1: `cka-biased`
    Minibatch, ///< Nguyen et al. 2020 (arXiv:2010.15327), similarity.md 2.3, D45: `cka-minibatch`
};

/// Batch of the minibatch form (D45).
inline constexpr std::int64_t kCkaBatch = 64;

/// One layer's centred Gram matrix as a vector of unit length: linear CKA of two layers is the dot
/// product of their vectors (similarity.md section 3). For the entry of samples i < j,
///
///     v_ij = sqrt(2) (G_ij - m_i - m_j) / norm
///
/// with m the U-centring of similarity.md 2.2 (i), or double centring for the biased form, which
/// also has the diagonal entries. Entries are computed in float64 from the packed matrix when they
/// are asked for: nothing of size n^2 is kept besides the Gram matrix itself.
class KernelVector {
public:
    KernelVector(PackedGram gram, CkaEstimator estimator);

    /// Why this layer takes part in no defined cell (codes 1 to 4), or Defined.
    UndefinedReason reason() const { return m_reason; }
    /// HSIC(X, X) of the estimator (minibatch: the mean over batches); meaningful when defined.
    double selfTerm() const { return m_selfTerm; }
    std::int64_t samples() const { return m_gram.n; }
    const PackedGram& gram() const { return m_gram; }
    /// Lets go of the pages of a mapped Gram matrix until they are needed again.
    void releasePages() const;
    /// Number of entries.
    std::int64_t size() const { return m_size; }
    /// Writes entries [begin, end) to @p out.
    void fill(std::int64_t begin, std::int64_t end, double* out) const;

private:
    void centreWhole(bool isUnbiased);
    void centreBatches();
    void settle(double selfTerm, double meanSquare);

    PackedGram m_gram;
    UndefinedReason m_reason = UndefinedReason::Defined;
    std::int64_t m_size = 0;
    bool m_hasDiagonal = false;
    double m_selfTerm = 0.0;
    double m_scale = 0.0; ///< 1 / norm
    std::vector<double> m_means; ///< [n] m
    std::vector<double> m_batches; ///< entries of the minibatch form before scaling
};

/// Dot products of every pair, [a.size(), b.size()] row-major, in float64. Pointers may be null and
/// vectors undefined: their cells are NaN. All defined vectors have the same size.
///
/// Works through the entries in slabs: memory stays below kProductBytes whatever n is.
/// @throws Canceled after a stop
std::vector<double> pairProducts(const std::vector<const KernelVector*>& a,
                                 const std::vector<const KernelVector*>& b,
                                 const RunContext& context = {});

/// Dot product of each vector with itself, entry by entry: 1 but for rounding, NaN where undefined.
std::vector<double> selfProducts(const std::vector<const KernelVector*>& vectors,
                                 const RunContext& context = {});

/// Memory budget of pairProducts.
inline constexpr std::int64_t kProductBytes = 16 << 20;

} // namespace neurograft
