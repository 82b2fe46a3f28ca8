// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_matrix.h"
#include "core/engine/similarity/unit_vector.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// How HSIC is estimated from a kernel.
enum class CkaEstimator {
    Unbiased, ///< Song et al. 2012, similarity.md 2.2: result name `cka`
    Biased, ///< Kornblith et al. 2019 (arXiv:1905.00414), similarity.md 2.1: `cka-biased`
    Minibatch, ///< Nguyen et al. 2020 (arXiv:2010.15327), similarity.md 2.3, D45: `cka-minibatch`
};

/// Batch of the minibatch form (D45).
inline constexpr std::int64_t kCkaBatch = 64;

/// One layer's centred kernel as a vector of unit length: CKA of two layers is the dot product of
/// their vectors (similarity.md section 3). For the entry of samples i < j,
///
///     v_ij = sqrt(2) (K_ij - m_i - m_j) / norm
///
/// with m the U-centring of similarity.md 2.2 (i), or double centring for the biased form, which
/// also has the diagonal entries. For samples drawn with replacement the entry of two originals
/// stands for all of their copies: it is weighted by sqrt(w_i w_j), and the pairs of copies of one
/// sample, whose kernel entry is 0 in HSIC_1 (decisions.md D54), make an entry per sample.
class KernelVector final : public UnitVector {
public:
    KernelVector(const KernelMatrix& kernel, CkaEstimator estimator);
    KernelVector(const KernelMatrix& kernel, CkaEstimator estimator, const Resample& resample);

    UndefinedReason reason() const override { return m_reason; }
    std::int64_t size() const override { return m_size; }
    void fill(std::int64_t begin, std::int64_t end, double* out) const override;
    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override;
    Pointer resampled(const Resample& resample) const override;
    /// Lets go of the pages of a mapped Gram matrix until they are needed again.
    void releasePages() const override;

    /// HSIC(X, X) of the estimator (minibatch: the mean over batches); meaningful when defined.
    double selfTerm() const { return m_selfTerm; }
    std::int64_t samples() const { return m_kernel.samples(); }
    const PackedGram& gram() const { return m_kernel.gram(); }

private:
    void prepare(const std::vector<std::int64_t>& order, bool hasCopies);
    void centreWhole(bool hasCopies);
    void centreBatches(const std::vector<std::int64_t>& order);
    void settle(double selfTerm, double meanSquare);

    KernelMatrix m_kernel;
    CkaEstimator m_estimator;
    UndefinedReason m_reason = UndefinedReason::Defined;
    std::int64_t m_size = 0;
    double m_selfTerm = 0.0;
    double m_scale = 0.0; ///< 1 / norm
    std::vector<double> m_counts; ///< [n] w, how often each sample takes part
    std::vector<double> m_roots; ///< [n] sqrt(w)
    std::vector<double> m_means; ///< [n] m
    std::vector<double> m_diagonal; ///< entries per sample before scaling; empty = none
    std::vector<double> m_batches; ///< entries of the minibatch form before scaling
};

} // namespace neurograft
