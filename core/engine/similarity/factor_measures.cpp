// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/factor_measures.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/matmul.h>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

/// U_x^T U_y of the first directions of each, [a,b].
at::Tensor overlap(const LayerFactors& x, std::int64_t a, const LayerFactors& y, std::int64_t b)
{
    return at::matmul(x.left().narrow(1, 0, a).transpose(0, 1), y.left().narrow(1, 0, b));
}

at::Tensor overlap(const LayerFactors& x, const LayerFactors& y)
{
    return overlap(x, x.rank(), y, y.rank());
}

at::Tensor canonicalCorrelations(const at::Tensor& overlap)
{
    return at::clamp(at::linalg_svdvals(overlap), 0.0, 1.0);
}

/// Fewest leading directions with at least @p share of the variance.
std::int64_t leadingDirections(const LayerFactors& layer, double share)
{
    const at::Tensor squares = layer.values().square().contiguous();
    const double wanted = share * squares.sum().item<double>();
    const auto* square = squares.const_data_ptr<double>();
    double sum = 0.0;
    std::int64_t count = 0;
    while (count < layer.rank() && sum < wanted) {
        sum += square[count++];
    }
    return std::max<std::int64_t>(count, 1);
}

/// PWCCA with the weights of @p weighting: alpha_i = sum_j |<h_i, X_j>|, h_i = U a_i.
double weightedCca(const LayerFactors& weighting, const LayerFactors& other)
{
    const auto [variates, rho, rest] =
        at::linalg_svd(overlap(weighting, other), /*full_matrices=*/false); // [r,m], [m]
    const at::Tensor weights =
        at::matmul(variates.transpose(0, 1), weighting.columns()).abs().sum(1); // [m]
    return (weights * at::clamp(rho, 0.0, 1.0)).sum().item<double>() / weights.sum().item<double>();
}

/// Share of the explained layer's variance in the span of the other.
double explainedVariance(const LayerFactors& explained, const LayerFactors& by)
{
    const at::Tensor scaled = overlap(by, explained) * explained.values(); // [r_by, r]
    return scaled.square().sum().item<double>() / (explained.norm() * explained.norm());
}

double procrustes(const LayerFactors& x, const LayerFactors& y)
{
    const at::Tensor scaled = x.values().unsqueeze(1) * overlap(x, y) * y.values();
    return at::linalg_svdvals(scaled).sum().item<double>() / (x.norm() * y.norm());
}

} // namespace

FactorComparison::FactorComparison(FactorMeasure measure, const MeasureOptions& options)
    : m_measure(measure), m_options(options)
{
}

SourceNeeds FactorComparison::needs() const
{
    SourceNeeds needs;
    needs.factors = true;
    needs.columns =
        m_measure == FactorMeasure::PwccaStudent || m_measure == FactorMeasure::PwccaTeacher;
    return needs;
}

double FactorComparison::selfIdeal() const
{
    const bool isDistance = m_measure == FactorMeasure::ProcrustesDistance
        || m_measure == FactorMeasure::ProcrustesAngle;
    return isDistance ? 0.0 : 1.0;
}

Similarity FactorComparison::pair(const PreparedLayer& student, const PreparedLayer& teacher) const
{
    const auto& x = static_cast<const LayerFactors&>(student);
    const auto& y = static_cast<const LayerFactors&>(teacher);
    const bool needsSamples = m_measure == FactorMeasure::MeanCca
        || m_measure == FactorMeasure::SquaredCca || m_measure == FactorMeasure::PwccaStudent
        || m_measure == FactorMeasure::PwccaTeacher;
    if (needsSamples && x.samples() <= x.width() + y.width()) { // trivially 1 (D50)
        return undefinedSimilarity(UndefinedReason::BelowWidths);
    }
    switch (m_measure) {
    case FactorMeasure::MeanCca:
        return similarityOf(canonicalCorrelations(overlap(x, y)).mean().item<double>());
    case FactorMeasure::SquaredCca: // the squares of singular values sum to those of the entries
        return similarityOf(std::min(overlap(x, y).square().sum().item<double>()
                                         / static_cast<double>(std::min(x.rank(), y.rank())),
                                     1.0));
    case FactorMeasure::Svcca: {
        const std::int64_t a = leadingDirections(x, m_options.svccaVariance);
        const std::int64_t b = leadingDirections(y, m_options.svccaVariance);
        return similarityOf(canonicalCorrelations(overlap(x, a, y, b)).mean().item<double>());
    }
    case FactorMeasure::PwccaStudent:
        return similarityOf(weightedCca(x, y));
    case FactorMeasure::PwccaTeacher:
        return similarityOf(weightedCca(y, x));
    case FactorMeasure::RegressionStudent:
        return similarityOf(explainedVariance(x, y));
    case FactorMeasure::RegressionTeacher:
        return similarityOf(explainedVariance(y, x));
    case FactorMeasure::Procrustes:
        return similarityOf(procrustes(x, y));
    case FactorMeasure::ProcrustesDistance:
        return similarityOf(std::sqrt(std::max(2.0 - 2.0 * procrustes(x, y), 0.0)));
    case FactorMeasure::ProcrustesAngle:
        return similarityOf(std::acos(std::min(procrustes(x, y), 1.0)));
    case FactorMeasure::Eigenspace:
        break;
    }
    const std::int64_t k = m_options.eigenspaceRank;
    if (k > std::min(x.rank(), y.rank())) {
        return undefinedSimilarity(UndefinedReason::Degenerate); // no k directions to compare
    }
    return similarityOf(overlap(x, k, y, k).square().sum().item<double>() / static_cast<double>(k));
}

} // namespace neurograft
