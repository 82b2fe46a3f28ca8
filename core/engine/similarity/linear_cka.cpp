// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/linear_cka.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/matmul.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <limits>

namespace neurograft {

namespace {

void requirePair(const at::Tensor& x, const at::Tensor& y)
{
    const auto shape = [](const at::Tensor& t) {
        std::string text = "[";
        for (const std::int64_t extent : t.sizes()) {
            text += (text.size() == 1 ? "" : ", ") + std::to_string(extent);
        }
        return text + "]";
    };
    if (x.dim() != 2 || y.dim() != 2 || x.size(0) != y.size(0)) {
        throw ShapeError("linearCka", "[n, p] and [n, q]", shape(x) + " and " + shape(y));
    }
}

Similarity undefined(UndefinedReason reason)
{
    return {std::numeric_limits<double>::quiet_NaN(), reason};
}

/// Centred samples in float64 and what the codes need.
struct Features {
    at::Tensor centred; ///< [n,p]
    at::Tensor squares; ///< [n] |xc_i|^2
    UndefinedReason reason = UndefinedReason::Defined;
};

Features centredFeatures(const at::Tensor& x, std::int64_t fewest)
{
    Features features;
    const at::Tensor wide = x.to(at::kDouble);
    features.centred = wide - wide.mean(0, true);
    features.squares = features.centred.square().sum(1);
    const double tolerance = x.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
    const double raw = wide.square().sum().item<double>();
    if (!std::isfinite(raw)) {
        features.reason = UndefinedReason::NotFinite;
    } else if (x.size(0) < fewest) {
        features.reason = UndefinedReason::TooFewSamples;
    } else if (features.squares.sum().item<double>() <= tolerance * tolerance * raw) {
        features.reason = UndefinedReason::ZeroVariance;
    }
    return features;
}

/// h(X,Y) of similarity.md 2.2 (ii), or ||Xc^T Yc||_F^2 for the biased form.
double featureTerm(const Features& x, const Features& y, bool isUnbiased)
{
    const auto n = static_cast<double>(x.centred.size(0));
    const double cross =
        at::matmul(x.centred.transpose(0, 1), y.centred).square().sum().item<double>();
    if (!isUnbiased) {
        return cross;
    }
    const double diagonal = (x.squares * y.squares).sum().item<double>();
    const double traces = x.squares.sum().item<double>() * y.squares.sum().item<double>();
    return cross - n / (n - 2.0) * diagonal + traces / ((n - 1.0) * (n - 2.0));
}

} // namespace

CkaEstimator ckaEstimator(const std::string& measure)
{
    if (measure == "cka") {
        return CkaEstimator::Unbiased;
    }
    if (measure == "cka-biased") {
        return CkaEstimator::Biased;
    }
    if (measure == "cka-minibatch") {
        return CkaEstimator::Minibatch;
    }
    throw UsageError("measure", "cka, cka-biased or cka-minibatch", "'" + measure + "'");
}

const char* estimatorWord(CkaEstimator estimator)
{
    switch (estimator) {
    case CkaEstimator::Unbiased:
        return "unbiased";
    case CkaEstimator::Biased:
        return "biased";
    case CkaEstimator::Minibatch:
        break;
    }
    return "minibatch";
}

Similarity linearCka(const at::Tensor& x, const at::Tensor& y, CkaEstimator estimator)
{
    requirePair(x, y);
    const KernelVector a(packGram(x), estimator);
    const KernelVector b(packGram(y), estimator);
    const UndefinedReason reason = firstReason(a.reason(), b.reason());
    if (reason != UndefinedReason::Defined) {
        return undefined(reason);
    }
    return {pairProducts({&a}, {&b}).front(), UndefinedReason::Defined};
}

Similarity linearCkaFeatureForm(const at::Tensor& x, const at::Tensor& y, CkaEstimator estimator)
{
    requirePair(x, y);
    const c10::InferenceMode inference;
    const bool isUnbiased = estimator == CkaEstimator::Unbiased;
    const std::int64_t fewest = isUnbiased ? 4 : 2;
    const Features a = centredFeatures(x, fewest);
    const Features b = centredFeatures(y, fewest);
    const UndefinedReason reason = firstReason(a.reason, b.reason);
    if (reason != UndefinedReason::Defined) {
        return undefined(reason);
    }
    const double ratio = featureTerm(a, b, isUnbiased)
        / std::sqrt(featureTerm(a, a, isUnbiased) * featureTerm(b, b, isUnbiased));
    return std::isfinite(ratio) ? Similarity{ratio, UndefinedReason::Defined}
                                : undefined(UndefinedReason::Degenerate);
}

} // namespace neurograft
