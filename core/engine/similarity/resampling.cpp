// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/resampling.h"

#include "core/engine/support/not_a_number.h"
#include "core/support/parallel_loop.h"

#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace neurograft {

namespace {

constexpr std::int64_t kOrderBytes = 256 << 20; ///< permuted layers held at a time

SimilarityMeasure::Layers pointers(const std::vector<PreparedLayer::Pointer>& layers)
{
    SimilarityMeasure::Layers chosen;
    for (const PreparedLayer::Pointer& layer : layers) {
        chosen.push_back(layer.get());
    }
    return chosen;
}

void appendDefined(const Similarity& cell, std::vector<double>& values)
{
    if (cell.reason == UndefinedReason::Defined) {
        values.push_back(cell.value);
    }
}

/// Every defined layer with samples drawn anew; the others as they are.
std::vector<PreparedLayer::Pointer> resampled(const std::vector<PreparedLayer::Pointer>& layers,
                                              const Resample& resample, const RunContext& context)
{
    std::vector<PreparedLayer::Pointer> drawn(layers.size());
    parallelLoop(
        static_cast<std::int64_t>(layers.size()), at::get_num_threads(), [&](std::int64_t i) {
            context.throwIfStopped();
            const c10::InferenceMode inference;
            const auto at = static_cast<std::size_t>(i);
            const bool isDefined = layers[at] && layers[at]->reason() == UndefinedReason::Defined;
            drawn[at] = isDefined ? layers[at]->resampled(resample) : layers[at];
            if (isDefined) {
                layers[at]->releasePages();
            }
        });
    return drawn;
}

} // namespace

double quantile(std::vector<double> values, double share)
{
    if (values.empty()) {
        return kNaN;
    }
    std::sort(values.begin(), values.end());
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(place));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - std::floor(place)) * (values[above] - values[below]);
}

PermutationNull permutationNull(const SimilarityMap& map, std::int64_t samples, std::int64_t count,
                                std::uint64_t seed, const RunContext& context,
                                const std::function<void()>& afterLayer)
{
    const auto teachers = static_cast<std::size_t>(map.teachers());
    PermutationNull null{std::vector<double>(map.values().size(), kNaN),
                         std::vector<double>(map.values().size(), kNaN)};
    const SimilarityMeasure::Layers students = pointers(map.studentLayers());
    std::vector<std::vector<std::int64_t>> orders;
    for (std::int64_t k = 0; k < count; ++k) {
        orders.push_back(drawOrder(samples, seed, k));
    }
    for (std::size_t teacher = 0; teacher < teachers; ++teacher) {
        const PreparedLayer::Pointer& layer = map.teacherLayers()[teacher];
        if (!layer || layer->reason() != UndefinedReason::Defined) {
            continue;
        }
        std::vector<std::vector<double>> values(students.size());
        const std::int64_t bytes = std::max<std::int64_t>(layer->orderBytes(samples), 1);
        const auto step = static_cast<std::size_t>(std::max<std::int64_t>(kOrderBytes / bytes, 1));
        for (std::size_t begin = 0; begin < orders.size(); begin += step) {
            const std::size_t end = std::min(begin + step, orders.size());
            const std::vector<PreparedLayer::Pointer> permuted =
                layer->permuted({orders.begin() + static_cast<std::ptrdiff_t>(begin),
                                 orders.begin() + static_cast<std::ptrdiff_t>(end)});
            const std::vector<Similarity> cells =
                map.measure().pairs(students, pointers(permuted), context);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                appendDefined(cells[i], values[i / permuted.size()]);
            }
        }
        for (std::size_t student = 0; student < students.size(); ++student) {
            const std::vector<double>& cell = values[student];
            if (!cell.empty()) {
                null.mean[student * teachers + teacher] =
                    std::accumulate(cell.begin(), cell.end(), 0.0)
                    / static_cast<double>(cell.size());
            }
            null.quantile95[student * teachers + teacher] = quantile(cell, 0.95);
        }
        if (afterLayer) {
            afterLayer();
        }
    }
    return null;
}

BootstrapInterval bootstrapInterval(const SimilarityMap& map,
                                    const std::vector<std::int64_t>& groups, std::int64_t count,
                                    std::uint64_t seed, const RunContext& context,
                                    const std::function<void()>& afterResample)
{
    std::vector<std::vector<double>> values(map.values().size());
    for (std::int64_t k = 0; k < count; ++k) {
        const Resample resample = drawGroups(groups, seed, k);
        const auto students = resampled(map.studentLayers(), resample, context);
        const auto teachers = resampled(map.teacherLayers(), resample, context);
        const std::vector<Similarity> cells =
            map.measure().pairs(pointers(students), pointers(teachers), context);
        for (std::size_t cell = 0; cell < cells.size(); ++cell) {
            appendDefined(cells[cell], values[cell]);
        }
        if (afterResample) {
            afterResample();
        }
    }
    BootstrapInterval interval;
    for (const std::vector<double>& cell : values) {
        interval.low.push_back(quantile(cell, 0.025));
        interval.high.push_back(quantile(cell, 0.975));
    }
    return interval;
}

} // namespace neurograft
