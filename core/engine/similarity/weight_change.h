// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace neurograft {

/// D = s B A, the change of one weight matrix [out,in], never formed. All in float64 on the CPU.
struct WeightChange {
    at::Tensor a; ///< [r,in]
    at::Tensor b; ///< [out,r]
    double scale = 1.0;

    /// ||D||_F^2 = s^2 tr((B^T B)(A A^T)).
    double squaredNorm() const;
};

/// <D, E>_F = s_d s_e tr((B_d^T B_e)(A_e A_d^T)).
double innerProduct(const WeightChange& d, const WeightChange& e);

/// D = U diag(s) V^T from QR decompositions of the factors: work (out + in) r^2.
struct ChangeFactors {
    at::Tensor u; ///< [out,k], k = min(r, out, in)
    at::Tensor s; ///< [k] descending
    at::Tensor v; ///< [in,k]
};
ChangeFactors factorise(const WeightChange& change);

/// One layer and module of similarity.md 7.1.
struct ChangeCurves {
    double vsOriginal = 0.0; ///< <D,W> / (|D| |W|); NaN for D = 0 or W = 0
    double vsRemaining = 0.0; ///< <D,W_rem> / (|D| |W_rem|), W_rem = W - D0; NaN when no W is left
    double normRatio = 0.0; ///< |D| / |W|
    double effectiveRank = 0.0; ///< of D; NaN for D = 0
    double stableRank = 0.0; ///< |D|^2 / s_1^2; NaN for D = 0
};

/// @param initial what the frozen residual is short of; nothing: D itself (decisions.md D56)
/// @param weight W [out,in], any float type; read once, in slabs of rows
/// @param spectrum singular values of D, from factorise()
/// @throws ShapeError when factors and weight do not fit
ChangeCurves compareChange(const WeightChange& change, const std::optional<WeightChange>& initial,
                           const at::Tensor& weight, const at::Tensor& spectrum);

/// exp(-sum p ln p) with p the shares of the positive values (Roy, Vetterli 2007; decisions.md
/// D57); NaN when there are none.
double effectiveRank(const at::Tensor& values);
/// sum s^2 / s_1^2; NaN when all are 0.
double stableRank(const at::Tensor& values);

/// Overlap of two subspaces by their principal angles (similarity.md 7.3).
struct SubspaceOverlap {
    double meanSquaredCosine = 0.0; ///< chance: k / d
    double distance = 0.0; ///< Grassmann: sqrt(sum of squared angles)
};
/// @param a, @param b orthonormal columns, [d,k] each, any float type
SubspaceOverlap subspaceOverlap(const at::Tensor& a, const at::Tensor& b);

/// Wasserstein-1 distance between the distributions of log(s / mean s): comparable across widths
/// and scales. Values below 1e-6 of the largest count as that much.
/// @param a, @param b singular values, descending or not; at least one positive each, else NaN
double spectrumDistance(const at::Tensor& a, const at::Tensor& b);

} // namespace neurograft
