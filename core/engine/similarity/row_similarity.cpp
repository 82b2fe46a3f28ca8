// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/row_similarity.h"

#include "core/engine/similarity/degenerate_share.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

/// Average ranks from 0, as double: ties share the mean of their places.
std::vector<double> averageRanks(const std::vector<double>& values)
{
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) {
            ++end;
        }
        const double rank = static_cast<double>(begin + end - 1) / 2.0;
        for (; begin < end; ++begin) {
            ranks[order[begin]] = rank;
        }
    }
    return ranks;
}

/// The vector of one layer. What is kept is a number per pair, a rank or a similarity, in the type
/// of the samples: float32 holds every rank of up to 4096 samples.
class RowSimilarityVector final : public UnitVector {
public:
    RowSimilarityVector(KernelMatrix kernel, bool isRanked, std::vector<std::int64_t> order)
        : m_kernel(std::move(kernel)), m_isRanked(isRanked), m_samples(order.size())
    {
        if (m_kernel.reason() == UndefinedReason::NotFinite) {
            m_reason = UndefinedReason::NotFinite;
        } else if (order.size() < 3) {
            m_reason = UndefinedReason::TooFewSamples;
        } else if (m_kernel.reason() != UndefinedReason::Defined) {
            m_reason = m_kernel.reason();
        } else {
            take(order);
        }
    }

    UndefinedReason reason() const override { return m_reason; }
    std::int64_t size() const override
    {
        return static_cast<std::int64_t>(std::max(m_wide.size(), m_narrow.size()));
    }

    void fill(std::int64_t begin, std::int64_t end, double* out) const override
    {
        for (auto at = static_cast<std::size_t>(begin); at < static_cast<std::size_t>(end); ++at) {
            const double value = m_wide.empty() ? static_cast<double>(m_narrow[at]) : m_wide[at];
            *out++ = m_scale * (value - m_mean);
        }
    }

    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override
    {
        return permutedVectors(*this, static_cast<std::int64_t>(m_samples), orders);
    }

    /// Pairs of copies are left out: the other layer leaves out the same ones.
    Pointer resampled(const Resample& resample) const override
    {
        return std::make_shared<const RowSimilarityVector>(m_kernel, m_isRanked, resample.indices);
    }

    void releasePages() const override
    {
        const PackedGram& gram = m_kernel.gram();
        if (gram.mapping && !gram.staysInMemory) {
            gram.mapping->releasePages();
        }
    }

private:
    void take(const std::vector<std::int64_t>& order)
    {
        std::vector<double> values;
        values.reserve(order.size() * (order.size() - 1) / 2);
        for (std::size_t i = 0; i < order.size(); ++i) {
            for (std::size_t j = i + 1; j < order.size(); ++j) {
                if (order[i] != order[j]) {
                    values.push_back(m_kernel.entry(order[i], order[j]));
                }
            }
        }
        const auto count = static_cast<double>(std::max<std::size_t>(values.size(), 1));
        const double square =
            std::inner_product(values.begin(), values.end(), values.begin(), 0.0) / count;
        if (m_isRanked) {
            values = averageRanks(values);
        }
        m_mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
        double variance = 0.0;
        for (const double value : values) {
            variance += (value - m_mean) * (value - m_mean);
        }
        const double spread = m_isRanked ? 0.0 : kDegenerateShare * square * count;
        m_scale = 1.0 / std::sqrt(variance);
        if (!(variance > spread) || !std::isfinite(m_scale)) {
            m_reason = UndefinedReason::Degenerate;
            return;
        }
        if (m_kernel.gram().upper.scalar_type() == at::kDouble) {
            m_wide = std::move(values);
        } else {
            std::transform(values.begin(), values.end(), std::back_inserter(m_narrow),
                           [](double value) { return static_cast<float>(value); });
        }
    }

    KernelMatrix m_kernel;
    bool m_isRanked;
    std::size_t m_samples;
    UndefinedReason m_reason = UndefinedReason::Defined;
    double m_mean = 0.0;
    double m_scale = 0.0;
    std::vector<double> m_wide; ///< one of the two
    std::vector<float> m_narrow;
};

} // namespace

RowSimilarity::RowSimilarity(Kernel kernel, bool isRanked) : m_kernel(kernel), m_isRanked(isRanked)
{
}

SimilarityMeasure::Layer RowSimilarity::prepare(const LayerSource& source) const
{
    std::vector<std::int64_t> order(static_cast<std::size_t>(source.gram->n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    return std::make_shared<const RowSimilarityVector>(KernelMatrix(*source.gram, m_kernel),
                                                       m_isRanked, std::move(order));
}

} // namespace neurograft
