// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/base_distributions.h"

#include "core/engine/support/infinity.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kBlockTokens = 2048;
constexpr std::int64_t kBlockVectors = 1024; ///< with the former 16 MB of logits at a time
constexpr std::int64_t kPooledElements = 512 * 1024; ///< between two choices of the most probable

/// The ids of the largest logits among those seen so far.
class LargestLogits {
public:
    LargestLogits(std::int64_t wanted, std::vector<std::int64_t> excluded)
        : m_wanted(wanted), m_excluded(std::move(excluded)),
          m_mostPooled(wanted
                       + std::max(kBlockTokens,
                                  kPooledElements / static_cast<std::int64_t>(m_excluded.size())))
    {
    }

    /// @param logits [n,v] of ids @p first to first + v - 1
    void add(std::int64_t first, const at::Tensor& logits)
    {
        at::Tensor own = logits.clone();
        for (std::size_t i = 0; i < m_excluded.size(); ++i) {
            const std::int64_t column = m_excluded[i] - first;
            if (column >= 0 && column < own.size(1)) {
                own[static_cast<std::int64_t>(i)][column].fill_(-kInfinity);
            }
        }
        m_logits.push_back(std::move(own));
        m_ids.push_back(at::arange(first, first + logits.size(1), logits.options().dtype(at::kLong))
                            .unsqueeze(0)
                            .expand({logits.size(0), -1}));
        m_pooled += logits.size(1);
        if (m_pooled >= m_mostPooled) {
            choose(false);
        }
    }

    /// Logits [n,S], descending, and their ids [n,S].
    std::pair<at::Tensor, at::Tensor> take()
    {
        choose(true);
        return {m_logits.front(), m_ids.front()};
    }

private:
    void choose(bool isSorted)
    {
        const at::Tensor all = at::cat(m_logits, 1);
        const auto [best, places] = all.topk(std::min(m_wanted, all.size(1)), 1, true, isSorted);
        m_ids = {at::cat(m_ids, 1).gather(1, places)};
        m_logits = {best};
        m_pooled = best.size(1);
    }

    std::int64_t m_wanted;
    std::vector<std::int64_t> m_excluded; ///< an id for each row that is not to be chosen
    std::int64_t m_mostPooled;
    std::vector<at::Tensor> m_logits, m_ids; ///< parts [n,·]
    std::int64_t m_pooled = 0;
};

/// Running sums of a chunk of vectors.
struct RunningSums {
    std::int64_t first = 0;
    at::Tensor vectors; ///< [n,d]
    at::Tensor largest; ///< [n]
    at::Tensor sum; ///< [n] of exp(b - largest)
    at::Tensor mean; ///< [r,d] of exp(b - largest) W, of the first r vectors
    std::optional<LargestLogits> likely; ///< of the same

    /// @param rows [v,d] of the ids from @p id on
    void add(std::int64_t id, const at::Tensor& rows)
    {
        const at::Tensor logits = at::matmul(vectors, rows.t()); // [n,v]
        if (likely) {
            likely->add(id, logits.narrow(0, 0, mean.size(0)));
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
    if (likely.defined() && first + rows <= likely.size(0)) {
        part.likely = likely.narrow(0, first, rows);
        part.likelyP = likelyP.narrow(0, first, rows);
    }
    return part;
}

BaseDistributions baseDistributions(const TransformerModel& model, const at::Tensor& vectors,
                                    std::vector<std::int64_t> targets, std::int64_t readers,
                                    const RunContext& context, std::int64_t likelyTokens)
{
    const std::int64_t count = vectors.size(0);
    const std::int64_t width = vectors.size(1);
    const auto vocabulary = static_cast<double>(model.config().vocabSize);
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
        if (likelyTokens > 0 && own > 0) {
            chunk.likely.emplace(
                std::min(likelyTokens, model.config().vocabSize - 1),
                std::vector(targets.begin() + first, targets.begin() + first + own));
        }
        chunks.push_back(std::move(chunk));
        first += rows;
    }
    BaseDistributions bases;
    forEachVocabularyBlock(model, [&](std::int64_t id, const at::Tensor& stored) {
        context.throwIfStopped();
        const at::Tensor rows = stored.to(at::kDouble); // [v,d]
        bases.longestRow =
            std::max(bases.longestRow, at::linalg_vector_norm(rows, 2, {1}).max().item<double>());
        for (RunningSums& chunk : chunks) {
            chunk.add(id, rows);
        }
    });
    bases.vectors = vectors;
    bases.targets = std::move(targets);
    bases.logSum = at::zeros({count}, vectors.options());
    if (readers > 0) {
        bases.reader = at::zeros({readers, width}, vectors.options());
    }
    const at::Tensor ids = at::tensor(bases.targets).to(vectors.device());
    const at::Tensor targetRows = model.unembedding().index_select(0, ids).to(at::kDouble); // [N,d]
    std::vector<at::Tensor> likely, likelyP;
    for (RunningSums& chunk : chunks) {
        const std::int64_t rows = chunk.vectors.size(0);
        bases.logSum.narrow(0, chunk.first, rows).copy_(chunk.largest + chunk.sum.log());
        const std::int64_t own = chunk.mean.size(0);
        if (own > 0) {
            bases.reader.narrow(0, chunk.first, own)
                .copy_(targetRows.narrow(0, chunk.first, own)
                       - chunk.mean / chunk.sum.narrow(0, 0, own).unsqueeze(1));
        }
        if (chunk.likely) {
            auto [logits, tokens] = chunk.likely->take();
            const at::Tensor logSum = bases.logSum.narrow(0, chunk.first, own).unsqueeze(1);
            likely.push_back(std::move(tokens));
            likelyP.push_back((logits - logSum).exp_());
        }
    }
    if (!likely.empty()) {
        bases.likely = at::cat(likely);
        bases.likelyP = at::cat(likelyP);
    }
    bases.targetLogit = (targetRows * vectors).sum(1);
    const at::Tensor lengths = vectors.square().sum(1).sqrt() * bases.longestRow; // >= |b_v|
    bases.rounding =
        (lengths * (static_cast<double>(width) + 16.0) + (vocabulary + 16.0)) * (4.0 * kUnit64);
    return bases;
}

at::Tensor probabilitiesOf(const BaseDistributions& bases, std::int64_t first,
                           const at::Tensor& rows)
{
    at::Tensor p =
        at::matmul(bases.vectors, rows.t()).sub_(bases.logSum.unsqueeze(1)).exp_(); // [N,v]
    for (std::int64_t i = 0; i < bases.count(); ++i) {
        const std::int64_t target = bases.targets[static_cast<std::size_t>(i)] - first;
        if (target >= 0 && target < rows.size(0)) {
            p[i][target].zero_();
        }
    }
    return p;
}

double differenceRounding(std::int64_t width, double unit)
{
    return 2.0 * (static_cast<double>(width) + 16.0) * unit;
}

} // namespace neurograft
