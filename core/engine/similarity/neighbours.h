// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_matrix.h"
#include "core/engine/similarity/pairwise_measure.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace neurograft {

/// The k nearest other samples of every sample by a kernel: largest entry first, ties by the
/// smaller index (similarity.md 2.8, decisions.md D47). Copies of one sample are no neighbours of
/// each other.
class NeighbourLists final : public PreparedLayer {
public:
    /// @param fewest samples below which the layer is undefined, besides n <= k
    NeighbourLists(const KernelMatrix& kernel, std::int64_t k, std::int64_t fewest,
                   std::vector<std::int64_t> order);

    UndefinedReason reason() const override { return m_reason; }
    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override;
    Pointer resampled(const Resample& resample) const override;
    void releasePages() const override;

    std::int64_t samples() const { return m_samples; }
    std::int64_t neighbours() const { return m_k; }
    /// Neighbours of sample @p i, ascending, and their kernel entries: [k] each.
    const std::int64_t* indices(std::int64_t i) const { return m_indices.data() + i * m_k; }
    const double* entries(std::int64_t i) const { return m_entries.data() + i * m_k; }
    /// Entry of sample i with j when j is among its neighbours.
    std::optional<double> entry(std::int64_t i, std::int64_t j) const;

private:
    void choose(const std::vector<std::int64_t>& order);

    KernelMatrix m_kernel;
    std::int64_t m_k;
    std::int64_t m_fewest;
    std::int64_t m_samples;
    UndefinedReason m_reason = UndefinedReason::Defined;
    std::vector<std::int64_t> m_indices;
    std::vector<double> m_entries;
};

/// Measures of neighbourhoods (similarity.md 2.8).
enum class NeighbourMeasure {
    Mutual, ///< mean share of common neighbours, raw inner products (Huh et al. 2024,
            ///< arXiv:2405.07987)
    MutualCosine, ///< the same with rows of unit length
    Jaccard, ///< mean |A and B| / |A or B|, rows of unit length
    Cknna, ///< HSIC_1 over common neighbours, raw inner products (same paper)
};

class NeighbourComparison final : public PairwiseMeasure {
public:
    NeighbourComparison(NeighbourMeasure measure, std::int64_t k);

    SourceNeeds needs() const override;
    Layer prepare(const LayerSource& source) const override;

protected:
    Similarity pair(const PreparedLayer& student, const PreparedLayer& teacher) const override;

private:
    NeighbourMeasure m_measure;
    std::int64_t m_k;
};

} // namespace neurograft
