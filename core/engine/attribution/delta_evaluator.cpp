// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/delta_evaluator.h"

#include "core/engine/attribution/curved_sums.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/support/infinity.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/expm1.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mv.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kDeltaEvaluatorRowsAtOnce =
    512; ///< of a product with a block of the vocabulary
constexpr std::int64_t kRowsPerTask = 16;
constexpr double kFunctionRounding = 16.0; ///< units of |expm1(y)|: of expm1(y) - y and of p
constexpr double kLargestFloat = 20.0; ///< of M: exp(2 M) stays far from float32's ends
constexpr double kLeastFloat = 0x1.0p-126; ///< a probability can lose that much in float32
constexpr double kLargestDouble = 300.0;

/// Directions on their way through the vocabulary.
struct Work {
    at::Tensor atTarget; ///< [n*G,P] <g * w, W_U[t*]> in the type of the products; all contiguous
    at::Tensor coefficients; ///< [n*G,P] in that type
    at::Tensor remainder; ///< [n,P] float64: sum p (expm1(y) - y)
    at::Tensor magnitude; ///< [n,P] float64: sum p |y|
    std::int64_t base = 0;
    std::int64_t group = 1; ///< G

    /// @param product [n*G,v] of directions @p first to first + n - 1
    void add(const at::Tensor& product, std::int64_t first, const at::Tensor& probabilities)
    {
        const std::int64_t n = product.size(0) / group;
        for (std::int64_t k = 0; k < coefficients.size(1); ++k) {
            const auto part = [&](const at::Tensor& all, std::int64_t size) {
                return all.narrow(0, first * size, n * size).select(1, k);
            };
            const at::Tensor p = probabilities[base + k]; // [v]
            at::Tensor y = (product - part(atTarget, group).unsqueeze(1))
                               .mul_(part(coefficients, group).unsqueeze(1)); // [n*G,v]
            if (group > 1) {
                y = y.view({n, group, -1}).sum(1); // [n,v]
            }
            const at::Tensor curved = at::expm1(y).sub_(y);
            part(remainder, 1).add_(at::mv(curved, p));
            part(magnitude, 1).add_(at::mv(y.abs_(), p));
        }
    }

    /// The same for one direction without intermediate tensors, for the processor.
    /// @param u [G,v] its products; @param p [N,v] probabilities
    void addInOnePass(const float* u, std::int64_t direction, const float* p, std::int64_t width)
    {
        const std::int64_t cases = coefficients.size(1);
        const auto* origins = atTarget.const_data_ptr<float>() + direction * group * cases;
        const auto* scales = coefficients.const_data_ptr<float>() + direction * group * cases;
        auto* remainders = remainder.mutable_data_ptr<double>() + direction * cases;
        auto* magnitudes = magnitude.mutable_data_ptr<double>() + direction * cases;
        std::vector<CurvedRow> parts(static_cast<std::size_t>(group));
        for (std::int64_t k = 0; k < cases; ++k) {
            for (std::int64_t row = 0; row < group; ++row) {
                parts[static_cast<std::size_t>(row)] = {u + row * width, origins[row * cases + k],
                                                        scales[row * cases + k]};
            }
            const CurvedSums sums = curvedSums(parts.data(), group, p + (base + k) * width, width);
            remainders[k] += sums.remainder;
            magnitudes[k] += sums.magnitude;
        }
    }
};

/// Neighbouring directions of one work in a product.
struct Segment {
    Work* work = nullptr;
    std::int64_t first = 0; ///< direction of the work
    std::int64_t count = 0;

    std::int64_t rows() const { return count * work->group; }
};

/// The vectors of many works one below the other, so that a few large products serve all of them.
class StackedWorks {
public:
    /// @param gained per work [n*G,d] g * w; @param works must outlive this
    StackedWorks(const std::vector<at::Tensor>& gained, std::vector<Work>& works)
        : m_vectors(at::cat(gained))
    {
        std::vector<Segment> segments;
        std::int64_t held = 0;
        for (Work& work : works) {
            const std::int64_t total = work.remainder.size(0);
            for (std::int64_t first = 0; first < total;) {
                const std::int64_t room = (kDeltaEvaluatorRowsAtOnce - held) / work.group;
                if (room == 0 && held > 0) {
                    m_products.push_back(std::move(segments));
                    segments = {};
                    held = 0;
                    continue;
                }
                Segment segment{&work, first,
                                std::min(std::max<std::int64_t>(1, room), total - first)};
                held += segment.rows();
                first += segment.count;
                segments.push_back(segment);
            }
        }
        m_products.push_back(std::move(segments));
    }

    /// @param rows [v,d] of the unembedding; @param probabilities [N,v] of the same type
    void add(const at::Tensor& rows, const at::Tensor& probabilities) const
    {
        const at::Tensor columns = rows.t();
        std::int64_t offset = 0;
        for (const std::vector<Segment>& segments : m_products) {
            std::int64_t count = 0;
            for (const Segment& segment : segments) {
                count += segment.rows();
            }
            const at::Tensor product = at::mm(m_vectors.narrow(0, offset, count), columns);
            offset += count;
            if (product.is_cpu() && product.scalar_type() == at::kFloat && hasCurvedSums()) {
                addInOnePass(segments, product, probabilities);
                continue;
            }
            std::int64_t row = 0;
            for (const Segment& segment : segments) {
                segment.work->add(product.narrow(0, row, segment.rows()), segment.first,
                                  probabilities);
                row += segment.rows();
            }
        }
    }

private:
    static void addInOnePass(const std::vector<Segment>& segments, const at::Tensor& product,
                             const at::Tensor& probabilities)
    {
        struct Row {
            Work* work;
            std::int64_t direction;
            const float* products;
        };
        const std::int64_t width = product.size(1);
        const auto* p = probabilities.const_data_ptr<float>();
        const auto* u = product.const_data_ptr<float>();
        std::vector<Row> rows;
        for (const Segment& segment : segments) {
            for (std::int64_t i = 0; i < segment.count; ++i) {
                rows.push_back({segment.work, segment.first + i, u});
                u += segment.work->group * width;
            }
        }
        at::parallel_for(0, static_cast<std::int64_t>(rows.size()), kRowsPerTask,
                         [&](std::int64_t begin, std::int64_t end) {
                             for (std::int64_t i = begin; i < end; ++i) {
                                 const Row& row = rows[static_cast<std::size_t>(i)];
                                 row.work->addInOnePass(row.products, row.direction, p, width);
                             }
                         });
    }

    at::Tensor m_vectors; ///< [all n*G,d]
    std::vector<std::vector<Segment>> m_products; ///< what each product is made of, in order
};

/// Sum over the vectors of a group, [n*G,P] to [n,P].
at::Tensor grouped(const Directions& directions, const at::Tensor& values)
{
    return directions.group == 1
        ? values
        : values.view({directions.count(), directions.group, directions.cases()}).sum(1);
}

/// M = |c| s |g w| max |W_U[v]|, [n,P]: bounds every |x_iv|.
at::Tensor reach(const Directions& directions, double longestRow)
{
    return grouped(directions,
                   directions.coefficients.abs() * (directions.lengths * longestRow).unsqueeze(1));
}

at::Tensor roundingOf(const Directions& directions, const BaseDistributions& bases)
{
    return bases.rounding.narrow(0, directions.base, directions.coefficients.size(1)).unsqueeze(0);
}

} // namespace

DeltaScores firstOrderScores(const Directions& directions, const BaseDistributions& bases,
                             std::int64_t vocabulary)
{
    const double fixed = differenceRounding(bases.vectors.size(1), kUnit64)
        + (static_cast<double>(vocabulary) + 16.0) * kUnit64;
    DeltaScores scores;
    scores.values = grouped(directions, directions.coefficients * directions.slopes).cpu();
    scores.errors =
        (reach(directions, bases.longestRow) * (roundingOf(directions, bases) * 2.0 + fixed)).cpu();
    return scores;
}

DeltaEvaluator::DeltaEvaluator(const TransformerModel& model, const BaseDistributions& bases)
    : m_model(model), m_bases(bases), m_gain(finalGain(model))
{
}

std::vector<DeltaScores> DeltaEvaluator::evaluate(const std::vector<Directions>& directions,
                                                  at::ScalarType type,
                                                  const RunContext& context) const
{
    const double unit = type == at::kDouble ? kUnit64 : kUnit32;
    const std::int64_t vocabulary = m_model.config().vocabSize;
    const std::int64_t width = m_model.config().hiddenSize;
    const at::Tensor unembedding = m_model.unembedding();
    const at::Tensor gain = m_gain.to(type);
    std::vector<Work> works;
    std::vector<at::Tensor> gained; // per work [n*G,d]
    std::int64_t begin = m_bases.count(); // distributions that take part; no other is computed
    std::int64_t end = 0;
    for (const Directions& each : directions) {
        const std::int64_t cases = each.coefficients.size(1);
        const std::vector<std::int64_t> targets(m_bases.targets.begin() + each.base,
                                                m_bases.targets.begin() + each.base + cases);
        const at::Tensor targetRows =
            unembedding.index_select(0, at::tensor(targets).to(unembedding.device())).to(type);
        Work work;
        gained.push_back(each.vectors.to(type) * gain);
        work.atTarget = at::mm(gained.back(), targetRows.t());
        work.coefficients = each.coefficients.to(type).contiguous();
        work.remainder = at::zeros({each.count(), cases}, each.coefficients.options());
        work.magnitude = at::zeros({each.count(), cases}, each.coefficients.options());
        work.base = each.base;
        work.group = each.group;
        works.push_back(std::move(work));
        begin = std::min(begin, each.base);
        end = std::max(end, each.base + cases);
    }
    if (works.empty()) {
        return {};
    }
    const BaseDistributions bases = m_bases.slice(begin, end - begin);
    for (Work& work : works) {
        work.base -= begin;
    }
    const StackedWorks stack(gained, works);
    std::int64_t blockTokens = 0;
    forEachVocabularyBlock(m_model, [&](std::int64_t first, const at::Tensor& stored) {
        context.throwIfStopped();
        const at::Tensor rows = stored.to(type); // [v,d]
        const at::Tensor probabilities =
            probabilitiesOf(bases, first, type == at::kDouble ? rows : stored)
                .to(type)
                .contiguous(); // [N,v]
        blockTokens = std::max(blockTokens, rows.size(0));
        stack.add(rows, probabilities);
    });

    std::vector<DeltaScores> results;
    for (std::size_t i = 0; i < works.size(); ++i) {
        const Directions& asked = directions[i];
        const double productRounding = differenceRounding(width + asked.group, unit);
        const Work& work = works[i];
        const DeltaScores first = firstOrderScores(asked, m_bases, vocabulary);
        const double lost = // of sum p exp(y), where a probability is too small for its type
            type == at::kDouble ? 0.0 : static_cast<double>(vocabulary) * kLeastFloat;
        const at::Tensor reached = reach(asked, m_bases.longestRow).cpu();
        const at::Tensor remainder = work.remainder.cpu();
        // sum p |expm1(y)| <= sum p |y| + R, and a little for the rounding of that sum itself
        const at::Tensor change = (work.magnitude.cpu() * 1.01) + remainder.abs();
        const at::Tensor sum = remainder - first.values; // sum p expm1(y)
        const at::Tensor sumError = change
                * (reached * (1.2 * productRounding) + (kFunctionRounding * unit)
                   + roundingOf(asked, m_bases).cpu())
            + remainder.abs()
                * ((static_cast<double>(blockTokens) + 16.0) * unit
                   + (static_cast<double>(vocabulary) + 16.0) * kUnit64)
            + first.errors + (reached.clamp_max(kLargestFloat) * 2.0).exp() * lost;
        const at::Tensor rest = sum + 1.0; // sum p exp(y) over all ids
        DeltaScores scores;
        scores.values = -sum.log1p();
        const at::Tensor isSafe =
            (reached <= (type == at::kDouble ? kLargestDouble : kLargestFloat))
                .logical_and(reached * productRounding < 0.1)
                .logical_and(rest > 1e-3)
                .logical_and(sumError < rest * 0.05)
                .logical_and(scores.values.isfinite());
        scores.errors =
            at::where(isSafe, sumError / rest * 1.1, at::zeros_like(sumError).fill_(kInfinity));
        scores.values = at::where(isSafe, scores.values, at::zeros_like(scores.values));
        results.push_back(std::move(scores));
    }
    return results;
}

DeltaScores DeltaEvaluator::decide(const Directions& directions, const RunContext& context) const
{
    const std::int64_t count = directions.count();
    const std::int64_t cases = directions.cases();
    const std::int64_t group = directions.group;
    const at::Tensor gained = directions.vectors.to(at::kDouble) * m_gain; // [n*G,d]
    const at::Tensor unembedding = m_model.unembedding();
    DeltaScores scores;
    scores.values = at::zeros({count, cases}, at::kDouble);
    scores.errors = at::zeros({count, cases}, at::kDouble);
    for (std::int64_t k = 0; k < cases; ++k) {
        const BaseDistributions base = m_bases.slice(directions.base + k, 1);
        const at::Tensor targetRow = unembedding.select(0, base.targets[0]).to(at::kDouble);
        std::vector<std::vector<at::Tensor>> effects(static_cast<std::size_t>(count * group));
        std::vector<at::Tensor> logprobs;
        forEachVocabularyBlock(m_model, [&](std::int64_t, const at::Tensor& stored) {
            context.throwIfStopped();
            const at::Tensor rows = stored.to(at::kDouble); // [v,d]
            logprobs.push_back(at::mv(rows, base.vectors[0]) - base.logSum[0]);
            for (std::int64_t i = 0; i < count * group; ++i) {
                effects[static_cast<std::size_t>(i)].push_back(at::mv(rows, gained[i])); // [v]
            }
        });
        const at::Tensor logP = at::cat(logprobs); // [V]
        at::Tensor p = logP.exp();
        p[base.targets[0]].zero_();
        for (std::int64_t i = 0; i < count; ++i) {
            at::Tensor y = at::zeros_like(p); // [V]
            for (std::int64_t row = i * group; row < (i + 1) * group; ++row) {
                at::Tensor effect = at::cat(effects[static_cast<std::size_t>(row)]);
                y += effect.sub_((targetRow * gained[row]).sum())
                         .mul_(directions.coefficients[row][k]);
            }
            y[base.targets[0]].zero_();
            // Small effects keep their relative accuracy in this form, large ones in the other.
            const bool isSmall = y.abs().max().item<double>() <= 1.0;
            const at::Tensor delta =
                isSmall ? -(p * y.expm1()).sum().log1p() : -at::logsumexp(logP + y, {0});
            scores.values[i][k].copy_(delta);
        }
    }
    return scores;
}

} // namespace neurograft
