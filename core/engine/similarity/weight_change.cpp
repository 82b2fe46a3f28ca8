// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/weight_change.h"

#include "core/engine/similarity/sample_pair.h"
#include "core/engine/support/not_a_number.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace neurograft {

namespace {

constexpr std::int64_t kWeightChangeSlabBytes = 64 << 20; ///< of a float64 copy of rows of a weight
constexpr double kSpectrumFloor = 1e-6; ///< of the largest singular value
constexpr double kRoundingShare = 1e-12; ///< of squared norms, for float32 factors

double number(const at::Tensor& scalar)
{
    return scalar.item<double>();
}

/// What a pass over the rows of W gives.
struct WeightProducts {
    double squaredNorm = 0.0;
    double withChange = 0.0; ///< <D,W>
    double withInitial = 0.0; ///< <D0,W>
};

WeightProducts weightProducts(const WeightChange& change, const WeightChange& initial,
                              const at::Tensor& weight)
{
    WeightProducts products;
    at::Tensor image = at::zeros(change.a.sizes(), at::kDouble); // B^T W [r,in]
    at::Tensor imageInitial = at::zeros(initial.a.sizes(), at::kDouble); // B0^T W
    const std::int64_t step =
        std::max<std::int64_t>(1, kWeightChangeSlabBytes / 8 / weight.size(1));
    for (std::int64_t begin = 0; begin < weight.size(0); begin += step) {
        const std::int64_t rows = std::min(step, weight.size(0) - begin);
        const at::Tensor slab = weight.narrow(0, begin, rows).to(at::kDouble);
        products.squaredNorm += number(slab.square().sum());
        image.add_(at::matmul(change.b.narrow(0, begin, rows).transpose(0, 1), slab));
        imageInitial.add_(at::matmul(initial.b.narrow(0, begin, rows).transpose(0, 1), slab));
    }
    products.withChange = change.scale * number((image * change.a).sum());
    products.withInitial = initial.scale * number((imageInitial * initial.a).sum());
    return products;
}

double cosine(double product, double squaredA, double squaredB)
{
    const double norms = std::sqrt(squaredA) * std::sqrt(squaredB);
    return norms > 0.0 ? product / norms : kNaN;
}

void requireFitting(const WeightChange& change, const at::Tensor& weight)
{
    const bool fits = change.a.dim() == 2 && change.b.dim() == 2 && weight.dim() == 2
        && change.a.size(0) == change.b.size(1) && change.a.size(1) == weight.size(1)
        && change.b.size(0) == weight.size(0);
    if (!fits) {
        throw ShapeError("compareChange", "A [r, in], B [out, r] and W [out, in]",
                         shapeText(change.a) + ", " + shapeText(change.b) + " and "
                             + shapeText(weight));
    }
}

/// log of the values over their mean, ascending.
at::Tensor logProfile(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble);
    const at::Tensor floored = at::clamp_min(wide, kSpectrumFloor * number(wide.max()));
    return std::get<0>(at::sort((floored / floored.mean()).log())).contiguous();
}

} // namespace

double WeightChange::squaredNorm() const
{
    return innerProduct(*this, *this);
}

double innerProduct(const WeightChange& d, const WeightChange& e)
{
    const at::Tensor left = at::matmul(d.b.transpose(0, 1), e.b); // [r_d,r_e]
    const at::Tensor right = at::matmul(d.a, e.a.transpose(0, 1)); // [r_d,r_e]
    return d.scale * e.scale * number((left * right).sum());
}

ChangeFactors factorise(const WeightChange& change)
{
    const c10::InferenceMode inference;
    const auto [basisB, cornerB] = at::linalg_qr(change.b); // [out,m], [m,r]
    const auto [basisA, cornerA] = at::linalg_qr(change.a.transpose(0, 1)); // [in,n], [n,r]
    const auto [left, values, right] = at::linalg_svd(at::matmul(cornerB, cornerA.transpose(0, 1)),
                                                      /*full_matrices=*/false); // of [m,n]
    ChangeFactors factors;
    factors.u = at::matmul(basisB, change.scale < 0.0 ? -left : left);
    factors.s = values * std::abs(change.scale);
    factors.v = at::matmul(basisA, right.transpose(0, 1));
    return factors;
}

ChangeCurves compareChange(const WeightChange& change, const std::optional<WeightChange>& initial,
                           const at::Tensor& weight, const at::Tensor& spectrum)
{
    requireFitting(change, weight);
    const WeightChange& start = initial ? *initial : change;
    requireFitting(start, weight);
    const c10::InferenceMode inference;
    const WeightProducts products = weightProducts(change, start, weight);
    const double own = change.squaredNorm();
    const double whole = products.squaredNorm + start.squaredNorm();
    const double remaining = whole - 2.0 * products.withInitial;
    ChangeCurves curves;
    curves.vsOriginal = cosine(products.withChange, own, products.squaredNorm);
    // Nothing but rounding may be left of W.
    curves.vsRemaining = remaining > kRoundingShare * whole
        ? cosine(products.withChange - innerProduct(change, start), own, remaining)
        : kNaN;
    curves.normRatio = products.squaredNorm > 0.0 ? std::sqrt(own / products.squaredNorm) : kNaN;
    curves.effectiveRank = effectiveRank(spectrum);
    curves.stableRank = stableRank(spectrum);
    return curves;
}

double effectiveRank(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble).contiguous();
    const double sum = number(wide.sum());
    const auto* value = wide.const_data_ptr<double>();
    double entropy = 0.0;
    for (std::int64_t i = 0; i < wide.numel(); ++i) {
        const double share = value[i] / sum;
        entropy -= share > 0.0 ? share * std::log(share) : 0.0;
    }
    return sum > 0.0 ? std::exp(entropy) : kNaN;
}

double stableRank(const at::Tensor& values)
{
    const at::Tensor wide = values.to(at::kDouble);
    const double largest = wide.numel() > 0 ? number(wide.max()) : 0.0;
    return largest > 0.0 ? number((wide / largest).square().sum()) : kNaN;
}

SubspaceOverlap subspaceOverlap(const at::Tensor& a, const at::Tensor& b)
{
    const c10::InferenceMode inference;
    const at::Tensor cosines = at::clamp(
        at::linalg_svdvals(at::matmul(a.to(at::kDouble).transpose(0, 1), b.to(at::kDouble))), 0.0,
        1.0);
    return {number(cosines.square().mean()), std::sqrt(number(cosines.acos().square().sum()))};
}

double spectrumDistance(const at::Tensor& a, const at::Tensor& b)
{
    if (!(number(a.max()) > 0.0) || !(number(b.max()) > 0.0)) {
        return kNaN;
    }
    const c10::InferenceMode inference;
    const at::Tensor profileA = logProfile(a);
    const at::Tensor profileB = logProfile(b);
    const auto* x = profileA.const_data_ptr<double>();
    const auto* y = profileB.const_data_ptr<double>();
    const std::int64_t n = profileA.numel();
    const std::int64_t m = profileB.numel();
    // Both quantile functions are steps: their distance is summed from step to step.
    double distance = 0.0;
    double begin = 0.0;
    for (std::int64_t i = 0, j = 0; i < n && j < m;) {
        const std::int64_t endX = (i + 1) * m; // in units of 1 / (n m)
        const std::int64_t endY = (j + 1) * n;
        const double end = static_cast<double>(std::min(endX, endY)) / static_cast<double>(n * m);
        distance += (end - begin) * std::abs(x[i] - y[j]);
        begin = end;
        i += endX <= endY ? 1 : 0;
        j += endY <= endX ? 1 : 0;
    }
    return distance;
}

} // namespace neurograft
