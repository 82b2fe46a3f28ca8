// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/unembedding_moments.h"

#include "core/engine/attribution/base_distributions.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

constexpr std::int64_t kScatterTokens = 1024; ///< of a float32 sum

UnembeddingMoments compute(const TransformerModel& model, const RunContext& context)
{
    const std::int64_t width = model.config().hiddenSize;
    const auto options = model.unembedding().options().dtype(at::kDouble);
    at::Tensor sum = at::zeros({width}, options);
    forEachVocabularyBlock(model, [&](std::int64_t, const at::Tensor& stored) {
        sum += stored.sum(0, false, at::kDouble);
    });
    const auto vocabulary = static_cast<double>(model.config().vocabSize);
    const at::Tensor centre = (sum / vocabulary).to(at::kFloat);
    UnembeddingMoments moments;
    moments.centre = centre.to(at::kDouble);
    moments.offset = sum - moments.centre * vocabulary;
    at::Tensor gram = at::zeros({width, width}, options);
    double squares = 0.0; // of all that is summed
    double longest = 0.0;
    forEachVocabularyBlock(model, [&](std::int64_t, const at::Tensor& stored) {
        context.throwIfStopped();
        const at::Tensor rows = stored.to(at::kFloat) - centre; // [v,d]
        for (std::int64_t first = 0; first < rows.size(0); first += kScatterTokens) {
            const at::Tensor part =
                rows.narrow(0, first, std::min(kScatterTokens, rows.size(0) - first));
            gram += at::matmul(part.t(), part);
        }
        const at::Tensor lengths = at::linalg_vector_norm(rows, 2, {1}).to(at::kDouble); // [v]
        squares += lengths.square().sum().item<double>();
        longest = std::max(longest, lengths.max().item<double>());
    });
    moments.scatter = gram.to(at::kFloat);
    const double reserve =
        1.0 + (static_cast<double>(width) + 16.0) * kUnit32; // of float32 lengths
    moments.radius = longest * reserve;
    // The sums of a block are off by its length times |W|^T|W|, whose norm the sum of squares
    // bounds; the product w^T (G w) is a further sum of d terms, twice.
    const double largest = gram.square().sum().sqrt().item<double>();
    moments.rounding =
        (static_cast<double>(kScatterTokens) + 18.0) * kUnit32 * squares * reserve * reserve
        + (2.0 * static_cast<double>(width) + 32.0) * kUnit32 * largest;
    return moments;
}

/// The moments of the unembeddings in use; those of tensors that are gone leave with the next call.
class MomentsCache {
public:
    std::shared_ptr<const UnembeddingMoments> of(const TransformerModel& model,
                                                 const RunContext& context)
    {
        const at::Tensor unembedding = model.unembedding();
        const std::lock_guard lock(m_mutex);
        m_entries.erase(std::remove_if(m_entries.begin(), m_entries.end(),
                                       [](const Entry& entry) { return entry.owner.expired(); }),
                        m_entries.end());
        for (const Entry& entry : m_entries) {
            if (entry.owner.lock().get() == unembedding.unsafeGetTensorImpl()) {
                return entry.moments;
            }
        }
        m_entries.push_back({Owner(unembedding.getIntrusivePtr()),
                             std::make_shared<const UnembeddingMoments>(compute(model, context))});
        return m_entries.back().moments;
    }

private:
    using Owner = c10::weak_intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>;

    struct Entry {
        Owner owner;
        std::shared_ptr<const UnembeddingMoments> moments;
    };

    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

} // namespace

std::shared_ptr<const UnembeddingMoments> unembeddingMoments(const TransformerModel& model,
                                                             const RunContext& context)
{
    static MomentsCache cache;
    return cache.of(model, context);
}

} // namespace neurograft
