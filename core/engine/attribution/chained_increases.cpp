// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/chained_increases.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/linalg_vector_norm.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

constexpr double kLargestShift = 1e-4; ///< of any logit, by the rounding of a residual

std::vector<std::int64_t> repeatedTargets(const std::vector<std::int64_t>& targets,
                                          std::int64_t times)
{
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < times; ++i) {
        all.insert(all.end(), targets.begin(), targets.end());
    }
    return all;
}

} // namespace

ChainedIncreases chainedIncreases(const TransformerModel& model, const CapturedCases& cases,
                                  const at::Tensor& factor, bool keepsProbabilities,
                                  const RunContext& context)
{
    std::vector<at::Tensor> before, after; // per site [P,d]
    for (const LayerCases& each : cases.layers) {
        for (const auto& [u, added] : {std::pair(each.x, each.a), std::pair(each.r, each.o)}) {
            const at::Tensor wide = u.to(at::kDouble);
            before.push_back(wide * factor);
            after.push_back((wide + added.to(at::kDouble)) * factor);
        }
    }
    const auto sites = static_cast<std::int64_t>(before.size());
    const std::int64_t count = sites * cases.count();
    const at::Tensor ends = at::cat(after); // [2L*P,d]
    std::vector<at::Tensor> chain = before;
    chain.push_back(after.back());
    const at::Tensor vectors = at::cat(chain); // [(2L+1)*P,d]
    const BaseDistributions all =
        baseDistributions(model, vectors, repeatedTargets(cases.targets, sites + 1), count, context,
                          keepsProbabilities);
    ChainedIncreases result;
    result.bases = all.slice(0, count);
    const at::Tensor shifts = ends - vectors.narrow(0, cases.count(), count); // 0 at the last site
    at::Tensor logprobs = all.targetLogprobs().narrow(0, cases.count(), count).clone();
    const double farthest =
        2.0 * at::linalg_vector_norm(shifts, 2, {1}).max().item<double>() * all.longestRow;
    if (farthest <= kLargestShift) {
        const std::int64_t inner = count - cases.count();
        logprobs.narrow(0, 0, inner)
            .add_((shifts.narrow(0, 0, inner) * all.reader.narrow(0, cases.count(), inner)).sum(1));
    } else {
        logprobs = baseDistributions(model, ends, repeatedTargets(cases.targets, sites), 0, context)
                       .targetLogprobs();
    }
    result.increases = logprobs - result.bases.targetLogprobs();
    return result;
}

} // namespace neurograft
