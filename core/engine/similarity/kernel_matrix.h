// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/packed_gram.h"
#include "core/study/undefined_reason.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// Similarities of two samples that follow from a packed Gram matrix (similarity.md 2.4, 2.7, 2.8).
/// With g = xc_i . xc_j of centred rows, raw inner products are x_i . x_j = g + u_i + u_j with
/// u_i = (|x_i|^2 - |xc_i|^2) / 2.
enum class Kernel {
    Linear, ///< xc_i . xc_j
    Raw, ///< x_i . x_j
    Cosine, ///< x_i . x_j / (|x_i| |x_j|); 0 with a row of zeros
    Polynomial, ///< (x_i . x_j / p + 1)^3 (decisions.md D51)
    Pearson, ///< correlation of x_i and x_j over features
    NegativeDistance, ///< -|x_i - x_j|
    Rbf, ///< exp(-|x_i - x_j|^2 / (2 sigma^2)), sigma^2 = c^2 median |x_i - x_j|^2 over i < j
};

/// A kernel between the samples of one layer. Entries are computed in float64 when they are asked
/// for: nothing of size n^2 is kept besides the Gram matrix itself.
class KernelMatrix {
public:
    /// @param rbfScale c of Kernel::Rbf. Implicit: a Gram matrix is its linear kernel.
    KernelMatrix(PackedGram gram, Kernel kernel = Kernel::Linear, double rbfScale = 0.5);

    std::int64_t samples() const { return m_gram.n; }
    const PackedGram& gram() const { return m_gram; }
    /// Not finite, no variance in the samples, or a kernel that does not exist: a row without
    /// variance under Pearson, a median distance of 0 under Rbf. Whether samples suffice is the
    /// measure's question.
    UndefinedReason reason() const { return m_reason; }

    /// Entries (i, j) with begin <= j < end. @pre i < begin
    void row(std::int64_t i, std::int64_t begin, std::int64_t end, double* out) const;
    /// Entry of two different samples, in any order.
    double entry(std::int64_t i, std::int64_t j) const;
    double diagonal(std::int64_t i) const;
    /// All entries of a row, [n]; the sample with itself is the diagonal.
    void wholeRow(std::int64_t i, double* out) const;

private:
    void prepare(double rbfScale);
    void apply(std::int64_t i, std::int64_t begin, std::int64_t end, double* out) const;

    PackedGram m_gram;
    Kernel m_kernel;
    UndefinedReason m_reason = UndefinedReason::Defined;
    std::vector<double> m_offset; ///< [n] u_i, or |xc_i|^2 for distances
    std::vector<double> m_scale; ///< [n] 1 / norm of a row (Cosine, Pearson)
    std::vector<double> m_mean; ///< [n] mean over features times sqrt(p) (Pearson)
    double m_exponent = 0.0; ///< -1 / (2 sigma^2)
};

/// Median of the squared distances of all pairs i < j, the mean of the middle two for an even
/// number; 0 below two samples. Memory: 4 bytes a pair (8 for float64 samples).
double medianSquaredDistance(const PackedGram& gram);

} // namespace neurograft
