// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/base_distributions.h"

#include "core/engine/support/infinity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kBlockTokens = 1024;
constexpr std::int64_t kFewDistributions = 64; ///< in any model
constexpr std::int64_t kBlockVectors = 1024; ///< with the former 8 MB of logits at a time

/// @param p [n,v] of ids @p first to first + v - 1; the target of each row may be among them
void clearTargets(const at::Tensor& p, const std::vector<std::int64_t>& targets, std::int64_t first)
{
    for (std::int64_t i = 0; i < p.size(0); ++i) {
        const std::int64_t column = targets[static_cast<std::size_t>(i)] - first;
        if (column >= 0 && column < p.size(1)) {
            p[i][column].zero_();
        }
    }
}

/// Running sums of a chunk of vectors.
struct RunningSums {
    std::int64_t first = 0;
    at::Tensor vectors; ///< [n,d]
    at::Tensor largest; ///< [n]
    at::Tensor sum; ///< [n] of exp(b - largest)
    at::Tensor mean; ///< [r,d] of exp(b - largest) W, of the first r vectors
    at::Tensor kept; ///< [r,V] logits of the same; undefined when not kept

    /// @param rows [v,d] of the ids from @p id on
    void add(std::int64_t id, const at::Tensor& rows)
    {
        const at::Tensor logits = at::matmul(vectors, rows.t()); // [n,v]
        if (kept.defined()) {
            kept.narrow(1, id, rows.size(0)).copy_(logits.narrow(0, 0, mean.size(0)));
        }
        const at::Tensor newLargest = at::maximum(largest, logits.amax(1));
        const at::Tensor shrink = (largest - newLargest).exp();
        const at::Tensor weights = (logits - newLargest.unsqueeze(1)).exp_();
        sum = sum * shrink + weights.sum(1);
        const std::int64_t readers = mean.size(0);
        if (readers > 0) {
            mean.mul_(shrink.narrow(0, 0, readers).unsqueeze(1));
            mean.addmm_(weights.narrow(0, 0, readers), rows);
        }
        largest = newLargest;
    }
};

} // namespace

void forEachVocabularyBlock(const TransformerModel& model,
                            const std::function<void(std::int64_t, const at::Tensor&)>& use)
{
    const at::Tensor unembedding = model.unembedding();
    const std::int64_t vocabulary = unembedding.size(0);
    for (std::int64_t first = 0; first < vocabulary; first += kBlockTokens) {
        use(first, unembedding.narrow(0, first, std::min(kBlockTokens, vocabulary - first)));
    }
}

at::Tensor BaseDistributions::targetLogprobs() const
{
    return targetLogit - logSum;
}

BaseDistributions BaseDistributions::slice(std::int64_t first, std::int64_t rows) const
{
    BaseDistributions part;
    part.vectors = vectors.narrow(0, first, rows);
    part.targets.assign(targets.begin() + first, targets.begin() + first + rows);
    part.logSum = logSum.narrow(0, first, rows);
    part.targetLogit = targetLogit.narrow(0, first, rows);
    if (reader.defined() && first + rows <= reader.size(0)) {
        part.reader = reader.narrow(0, first, rows);
    }
    part.rounding = rounding.narrow(0, first, rows);
    part.longestRow = longestRow;
    if (probabilities.defined() && first + rows <= probabilities.size(0)) {
        part.probabilities = probabilities.narrow(0, first, rows);
    }
    return part;
}

BaseDistributions baseDistributions(const TransformerModel& model, const at::Tensor& vectors,
                                    std::vector<std::int64_t> targets, std::int64_t readers,
                                    const RunContext& context, bool keepsProbabilities)
{
    const std::int64_t count = vectors.size(0);
    const std::int64_t width = vectors.size(1);
    const auto vocabulary = static_cast<double>(model.config().vocabSize);
    BaseDistributions bases;
    if (keepsProbabilities) {
        bases.probabilities =
            at::empty({readers, model.config().vocabSize}, vectors.options()); // logits at first
    }
    std::vector<RunningSums> chunks;
    for (std::int64_t first = 0; first < count;) {
        const std::int64_t rows = std::min(kBlockVectors, count - first);
        RunningSums chunk;
        chunk.first = first;
        chunk.vectors = vectors.narrow(0, first, rows).contiguous();
        chunk.largest = at::full({rows}, -kInfinity, vectors.options());
        chunk.sum = at::zeros({rows}, vectors.options());
        const std::int64_t own = std::clamp<std::int64_t>(readers - first, 0, rows);
        chunk.mean = at::zeros({own, width}, vectors.options());
        if (keepsProbabilities && own > 0) {
            chunk.kept = bases.probabilities.narrow(0, first, own);
        }
        chunks.push_back(std::move(chunk));
        first += rows;
    }
    double longest = 0.0; // in float32
    forEachVocabularyBlock(model, [&](std::int64_t id, const at::Tensor& stored) {
        context.throwIfStopped();
        const at::Tensor rows = stored.to(at::kDouble); // [v,d]
        longest = std::max(
            longest, at::linalg_vector_norm(stored.to(at::kFloat), 2, {1}).max().item<double>());
        for (RunningSums& chunk : chunks) {
            chunk.add(id, rows);
        }
    });
    bases.longestRow = longest * (1.0 + (static_cast<double>(width) + 16.0) * kUnit32);
    bases.vectors = vectors;
    bases.targets = std::move(targets);
    bases.logSum = at::zeros({count}, vectors.options());
    if (readers > 0) {
        bases.reader = at::zeros({readers, width}, vectors.options());
    }
    const at::Tensor ids = at::tensor(bases.targets).to(vectors.device());
    const at::Tensor targetRows = model.unembedding().index_select(0, ids).to(at::kDouble); // [N,d]
    for (RunningSums& chunk : chunks) {
        const std::int64_t rows = chunk.vectors.size(0);
        bases.logSum.narrow(0, chunk.first, rows).copy_(chunk.largest + chunk.sum.log());
        const std::int64_t own = chunk.mean.size(0);
        if (own > 0) {
            bases.reader.narrow(0, chunk.first, own)
                .copy_(targetRows.narrow(0, chunk.first, own)
                       - chunk.mean / chunk.sum.narrow(0, 0, own).unsqueeze(1));
        }
    }
    if (keepsProbabilities) {
        bases.probabilities.sub_(bases.logSum.narrow(0, 0, readers).unsqueeze(1)).exp_();
        clearTargets(bases.probabilities, bases.targets, 0);
    }
    bases.targetLogit = (targetRows * vectors).sum(1);
    const at::Tensor lengths = vectors.square().sum(1).sqrt() * bases.longestRow; // >= |b_v|
    bases.rounding =
        (lengths * (static_cast<double>(width) + 16.0) + (vocabulary + 16.0)) * (4.0 * kUnit64);
    return bases;
}

bool canKeepProbabilities(const ModelConfig& config, std::int64_t positions)
{
    return 2 * config.layers * positions * 2 <= std::max(config.hiddenSize, kFewDistributions);
}

at::Tensor probabilitiesOf(const BaseDistributions& bases, std::int64_t first,
                           const at::Tensor& rows)
{
    if (bases.probabilities.defined()) {
        return bases.probabilities.narrow(1, first, rows.size(0));
    }
    const at::Tensor p = at::matmul(bases.vectors, rows.to(at::kDouble).t())
                             .sub_(bases.logSum.unsqueeze(1))
                             .exp_(); // [N,v]
    clearTargets(p, bases.targets, first);
    return p;
}

double differenceRounding(std::int64_t width, double unit)
{
    return 2.0 * (static_cast<double>(width) + 16.0) * unit;
}

} // namespace neurograft
