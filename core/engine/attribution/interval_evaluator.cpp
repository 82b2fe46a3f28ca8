// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/interval_evaluator.h"

#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/support/infinity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// Room for what is formed in float64 here: sums of at most some hundred thousand terms.
constexpr double kSlack = 1e-9;
constexpr double kLeastRest = 1e-9; ///< of probability, for a mean over it

/// (expm1(y) - y) / y^2 at y >= 0: grows with y over all numbers, so that what it is at the largest
/// y bounds it everywhere. A little more than the exact value.
at::Tensor curvature(const at::Tensor& y)
{
    const at::Tensor wide = y.clamp(0.1, 50.0); // below 0.1 what it is at 0.1 does
    return (wide.expm1() - wide) / wide.square() * (1.0 + kSlack);
}

} // namespace

IntervalEvaluator::IntervalEvaluator(const TransformerModel& model, const BaseDistributions& bases,
                                     const RunContext& context)
    : m_model(model), m_bases(bases), m_gain(finalGain(model)),
      m_moments(unembeddingMoments(model, context)), m_targetP(bases.targetLogprobs().exp())
{
}

std::vector<DeltaScores> IntervalEvaluator::evaluate(const std::vector<Directions>& directions,
                                                     std::int64_t tokens,
                                                     const RunContext& context) const
{
    std::vector<DeltaScores> scores;
    for (const Directions& each : directions) {
        context.throwIfStopped();
        scores.push_back(intervals(each, std::min(tokens, m_bases.likely.size(1))));
    }
    return scores;
}

DeltaScores IntervalEvaluator::intervals(const Directions& directions, std::int64_t tokens) const
{
    const std::int64_t cases = directions.coefficients.size(1);
    const at::Tensor gained = directions.vectors.to(at::kDouble) * m_gain; // [n,d]
    const at::Tensor single = gained.to(at::kFloat);
    const at::Tensor unembedding = m_model.unembedding();
    const at::Tensor wholeSquares =
        at::matmul(single, m_moments->gram).mul_(single).sum(1, false, at::kDouble); // [n]
    const at::Tensor wholeSums = at::matmul(gained, m_moments->sum); // [n] sum_v W_v g w
    const at::Tensor lengths = gained.square().sum(1); // [n]
    const auto vocabulary = static_cast<double>(m_model.config().vocabSize);
    const double productRounding = differenceRounding(m_model.config().hiddenSize, kUnit32);
    const DeltaScores first = firstOrderScores(directions, m_bases, m_model.config().vocabSize);
    std::vector<at::Tensor> middles, halves;
    for (std::int64_t k = 0; k < cases; ++k) {
        const std::int64_t base = directions.base + k;
        const at::Tensor c = directions.coefficients.select(1, k); // [n]
        const at::Tensor p = m_bases.likelyP[base].narrow(0, 0, tokens); // [S]
        const at::Tensor rows =
            unembedding.index_select(0, m_bases.likely[base].narrow(0, 0, tokens)).to(at::kFloat);
        const at::Tensor target =
            unembedding.select(0, m_bases.targets[static_cast<std::size_t>(base)])
                .to(at::kDouble); // [d]
        const at::Tensor atTarget = at::matmul(gained, target); // [n]
        const at::Tensor y = (at::matmul(single, rows.t()).to(at::kDouble) - atTarget.unsqueeze(1))
                                 .mul_(c.unsqueeze(1)); // [n,S]
        const at::Tensor change = y.expm1(); // [n,S]
        const at::Tensor exact = at::matmul(change, p); // [n]
        const at::Tensor weighted = at::matmul(y, p);
        const at::Tensor changed = at::matmul(change.abs(), p);
        const at::Tensor sizes = changed + at::matmul(y.abs(), p);
        const at::Tensor squares = y.square().sum(1);

        const double likelyP = p.sum().item<double>();
        const double restP = std::max(0.0, 1.0 - m_targetP[base].item<double>() - likelyP);
        const double largestP = p[p.size(0) - 1].item<double>(); // no other token has more
        const at::Tensor firstOrder = first.values.select(1, k).to(c.device());
        const at::Tensor rest = -firstOrder - weighted; // [n] sum_R p y
        const double rowLengths =
            (m_bases.longestRow + target.square().sum().sqrt().item<double>()) * (1.0 + kSlack);
        const at::Tensor reach = c.abs() * lengths.sqrt() * rowLengths; // >= |y|
        const at::Tensor off = reach * productRounding; // >= the error of any y
        // sum over all ids of (W_v g w - W_t g w)^2, times c^2, less those of S, which are at least
        // (|y| - off)^2 each
        const at::Tensor centred = wholeSquares + lengths * m_moments->rounding
            - atTarget * wholeSums * 2.0 + atTarget.square() * vocabulary;
        const at::Tensor surelySquares = squares - off * y.abs().sum(1) * (2.0 * (1.0 + kSlack));
        const at::Tensor restSquares =
            (centred * c.square() * (1.0 + kSlack) - surelySquares).clamp_min(0.0);
        const at::Tensor above = rest + restSquares * curvature(reach) * largestP;
        // Jensen over R; where hardly anything is left its mean is noise, and expm1(y) >= y does.
        const at::Tensor mean =
            restP > kLeastRest ? (rest / restP).clamp(-700.0, 50.0).expm1() : at::zeros_like(rest);
        const at::Tensor below = restP > kLeastRest ? mean * restP : rest;
        // An error of y moves expm1(y) - y, of which the sum over S is made (its y is taken from
        // that of R), by expm1(y) times itself; and Jensen's term by that of the mean.
        const at::Tensor rounding = first.errors.select(1, k).to(c.device())
            + (sizes + rest.abs()) * kSlack + off * (changed * 1.2 + off * (2.2 * likelyP));
        const at::Tensor most = exact + above + rounding; // of sum p expm1(y)
        const at::Tensor least =
            exact + at::minimum(below, above) - rounding - off * mean.abs() * (1.2 * likelyP);
        const at::Tensor isSafe =
            (reach < 50.0).logical_and(off < 0.05).logical_and(least > -1.0 + 1e-3);
        const at::Tensor upper = -least.log1p();
        const at::Tensor lower = -most.log1p();
        middles.push_back(at::where(isSafe, (upper + lower) * 0.5, at::zeros_like(upper)));
        halves.push_back(at::where(isSafe, (upper - lower) * (0.5 * (1.0 + kSlack)),
                                   at::zeros_like(upper).fill_(kInfinity)));
    }
    return {at::stack(middles, 1).cpu(), at::stack(halves, 1).cpu()};
}

} // namespace neurograft
