// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace neurograft {

/// Rows of W_U a few at a time, as they are stored.
/// @param use gets the first id and the rows [n,d]
void forEachVocabularyBlock(
    const TransformerModel& model,
    const std::function<void(std::int64_t first, const at::Tensor& rows)>& use);

/// Distributions over the vocabulary of N vectors at once, everything in float64 (attribution.md
/// 5.1 and 5.4).
struct BaseDistributions {
    at::Tensor vectors; ///< [N,d] s * g * u: logits are W_U times this
    std::vector<std::int64_t> targets; ///< [N] id t* of each
    at::Tensor logSum; ///< [N] log sum_v exp(b_v)
    at::Tensor targetLogit; ///< [N] b_{t*}
    at::Tensor reader; ///< [R,d] q = W_U[t*] - sum_v p_v W_U[v], of the first R
    at::Tensor rounding; ///< [N] bound of the relative error of any p_v
    double longestRow = 0.0; ///< at least max_v |W_U[v]|
    /// [R,V] float64 of the first R, the target's own set to 0; undefined when not kept.
    at::Tensor probabilities;

    std::int64_t count() const { return vectors.size(0); }
    /// ln p of the targets, [N].
    at::Tensor targetLogprobs() const;
    /// Rows first .. first + count - 1 of all of it; readers as far as there are some.
    BaseDistributions slice(std::int64_t first, std::int64_t rows) const;
};

/// One pass over the unembedding for all of them: log sums and means by rescaled running sums.
/// @param vectors [N,d] float64; @param targets ids, one per vector
/// @param readers how many of them, from the first on, get a q
/// @param keepsProbabilities whether those keep their probabilities, too: 8 R V bytes
BaseDistributions baseDistributions(const TransformerModel& model, const at::Tensor& vectors,
                                    std::vector<std::int64_t> targets, std::int64_t readers,
                                    const RunContext& context, bool keepsProbabilities = false);

/// Whether the probabilities of both halves of all layers take no more memory than the unembedding
/// in float32, so that they are kept (attribution of few positions).
bool canKeepProbabilities(const ModelConfig& config, std::int64_t positions);

/// p_v of ids first .. first + n - 1 with the target's own set to 0, [N,n] float64; those kept, or
/// computed again.
/// @param rows W_U of these ids, [n,d] of any float type
at::Tensor probabilitiesOf(const BaseDistributions& bases, std::int64_t first,
                           const at::Tensor& rows);

/// Bound of |computed - exact| of a product of two vectors of length @p width, relative to the
/// product of their lengths, when it is formed as a difference of two such products (attribution.md
/// 5.4 with its reserve of 16 terms). @param unit 2^-24 or 2^-53
double differenceRounding(std::int64_t width, double unit);

inline constexpr double kUnit32 = 0x1.0p-24;
inline constexpr double kUnit64 = 0x1.0p-53;

} // namespace neurograft
