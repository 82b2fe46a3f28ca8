// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/neighbours.h"

#include "core/engine/similarity/degenerate_share.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

constexpr double kCknnaFloor = 1e-6; ///< added to the denominator (similarity.md 2.8)

/// Number of common elements of two ascending lists of k.
std::int64_t commonCount(const std::int64_t* a, const std::int64_t* b, std::int64_t k)
{
    std::int64_t count = 0;
    for (std::int64_t i = 0, j = 0; i < k && j < k;) {
        count += a[i] == b[j] ? 1 : 0;
        const bool stepsBoth = a[i] == b[j];
        const bool stepsA = a[i] < b[j];
        i += stepsBoth || stepsA ? 1 : 0;
        j += stepsBoth || !stepsA ? 1 : 0;
    }
    return count;
}

/// HSIC_1 of two kernels masked to the neighbours both have. Such matrices are not symmetric: the
/// trace term is sum_ij A_ij B_ji.
double maskedHsic(const NeighbourLists& x, const NeighbourLists& y)
{
    const std::int64_t samples = x.samples();
    const std::int64_t k = x.neighbours();
    std::vector<double> columnsX(static_cast<std::size_t>(samples), 0.0);
    double trace = 0.0;
    double sumX = 0.0;
    double sumY = 0.0;
    std::vector<double> rowsY(columnsX);
    for (std::int64_t i = 0; i < samples; ++i) {
        const std::int64_t* a = x.indices(i);
        const std::int64_t* b = y.indices(i);
        for (std::int64_t s = 0, t = 0; s < k && t < k;) {
            if (a[s] < b[t]) {
                ++s;
            } else if (b[t] < a[s]) {
                ++t;
            } else {
                const std::int64_t j = a[s];
                const double valueX = x.entries(i)[s++];
                const double valueY = y.entries(i)[t++];
                columnsX[static_cast<std::size_t>(j)] += valueX;
                rowsY[static_cast<std::size_t>(i)] += valueY;
                sumX += valueX;
                sumY += valueY;
                if (x.entry(j, i)) { // else the entry (j, i) is masked
                    trace += valueX * y.entry(j, i).value_or(0.0);
                }
            }
        }
    }
    const double middle = std::inner_product(columnsX.begin(), columnsX.end(), rowsY.begin(), 0.0);
    const auto n = static_cast<double>(samples);
    return (trace + sumX * sumY / ((n - 1.0) * (n - 2.0)) - 2.0 / (n - 2.0) * middle)
        / (n * (n - 3.0));
}

/// Mean squared entry of the masked kernel.
double meanSquare(const NeighbourLists& layer)
{
    double sum = 0.0;
    const auto n = static_cast<double>(layer.samples());
    for (std::int64_t i = 0; i < layer.samples() * layer.neighbours(); ++i) {
        sum += layer.entries(0)[i] * layer.entries(0)[i];
    }
    return sum / (n * n);
}

} // namespace

NeighbourLists::NeighbourLists(const KernelMatrix& kernel, std::int64_t k, std::int64_t fewest,
                               std::vector<std::int64_t> order)
    : m_kernel(kernel), m_k(k), m_fewest(fewest), m_samples(static_cast<std::int64_t>(order.size()))
{
    if (m_kernel.reason() == UndefinedReason::NotFinite) {
        m_reason = UndefinedReason::NotFinite;
    } else if (m_samples <= k || m_samples < fewest) {
        m_reason = UndefinedReason::TooFewSamples;
    } else if (m_kernel.reason() != UndefinedReason::Defined) {
        m_reason = m_kernel.reason();
    } else {
        choose(order);
    }
}

void NeighbourLists::choose(const std::vector<std::int64_t>& order)
{
    m_indices.resize(static_cast<std::size_t>(m_samples * m_k));
    m_entries.resize(m_indices.size());
    std::vector<double> row(static_cast<std::size_t>(m_kernel.samples()));
    std::vector<std::int64_t> others;
    for (std::int64_t i = 0; i < m_samples; ++i) {
        const std::int64_t original = order[static_cast<std::size_t>(i)];
        m_kernel.wholeRow(original, row.data());
        const auto value = [&](std::int64_t j) {
            return row[static_cast<std::size_t>(order[static_cast<std::size_t>(j)])];
        };
        others.clear();
        for (std::int64_t j = 0; j < m_samples; ++j) {
            if (order[static_cast<std::size_t>(j)] != original) {
                others.push_back(j);
            }
        }
        if (static_cast<std::int64_t>(others.size()) < m_k) { // nearly all are copies
            m_reason = UndefinedReason::TooFewSamples;
            return;
        }
        std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(m_k),
                          others.end(), [&](std::int64_t a, std::int64_t b) {
                              return value(a) > value(b) || (value(a) == value(b) && a < b);
                          });
        std::sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(m_k));
        for (std::int64_t s = 0; s < m_k; ++s) {
            const std::int64_t j = others[static_cast<std::size_t>(s)];
            m_indices[static_cast<std::size_t>(i * m_k + s)] = j;
            m_entries[static_cast<std::size_t>(i * m_k + s)] = value(j);
        }
    }
}

std::vector<PreparedLayer::Pointer>
NeighbourLists::permuted(const std::vector<std::vector<std::int64_t>>& orders) const
{
    std::vector<Pointer> layers;
    for (const std::vector<std::int64_t>& order : orders) {
        NeighbourLists layer = *this;
        std::vector<std::int64_t> place(order.size()); // of an original sample in the order
        for (std::size_t i = 0; i < order.size(); ++i) {
            place[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
        }
        std::vector<std::pair<std::int64_t, double>> list(static_cast<std::size_t>(m_k));
        for (std::int64_t i = 0; m_reason == UndefinedReason::Defined && i < m_samples; ++i) {
            const std::int64_t original = order[static_cast<std::size_t>(i)];
            for (std::int64_t s = 0; s < m_k; ++s) {
                list[static_cast<std::size_t>(s)] = {
                    place[static_cast<std::size_t>(indices(original)[s])], entries(original)[s]};
            }
            std::sort(list.begin(), list.end());
            for (std::int64_t s = 0; s < m_k; ++s) {
                const auto at = static_cast<std::size_t>(i * m_k + s);
                layer.m_indices[at] = list[static_cast<std::size_t>(s)].first;
                layer.m_entries[at] = list[static_cast<std::size_t>(s)].second;
            }
        }
        layers.push_back(std::make_shared<const NeighbourLists>(std::move(layer)));
    }
    return layers;
}

PreparedLayer::Pointer NeighbourLists::resampled(const Resample& resample) const
{
    return std::make_shared<const NeighbourLists>(m_kernel, m_k, m_fewest, resample.indices);
}

void NeighbourLists::releasePages() const
{
    const PackedGram& gram = m_kernel.gram();
    if (gram.mapping && !gram.staysInMemory) {
        gram.mapping->releasePages();
    }
}

std::optional<double> NeighbourLists::entry(std::int64_t i, std::int64_t j) const
{
    const std::int64_t* begin = indices(i);
    const std::int64_t* found = std::lower_bound(begin, begin + m_k, j);
    return found != begin + m_k && *found == j ? std::optional(entries(i)[found - begin])
                                               : std::nullopt;
}

NeighbourComparison::NeighbourComparison(NeighbourMeasure measure, std::int64_t k)
    : m_measure(measure), m_k(k)
{
}

SourceNeeds NeighbourComparison::needs() const
{
    SourceNeeds needs;
    needs.gram = true;
    return needs;
}

SimilarityMeasure::Layer NeighbourComparison::prepare(const LayerSource& source) const
{
    const bool isRaw =
        m_measure == NeighbourMeasure::Mutual || m_measure == NeighbourMeasure::Cknna;
    std::vector<std::int64_t> order(static_cast<std::size_t>(source.gram->n));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    return std::make_shared<const NeighbourLists>(
        KernelMatrix(*source.gram, isRaw ? Kernel::Raw : Kernel::Cosine), m_k,
        m_measure == NeighbourMeasure::Cknna ? 4 : 2, std::move(order));
}

Similarity NeighbourComparison::pair(const PreparedLayer& student,
                                     const PreparedLayer& teacher) const
{
    const auto& x = static_cast<const NeighbourLists&>(student);
    const auto& y = static_cast<const NeighbourLists&>(teacher);
    if (m_measure == NeighbourMeasure::Cknna) {
        const double selfX = maskedHsic(x, x);
        const double selfY = maskedHsic(y, y);
        if (!(selfX > kDegenerateShare * meanSquare(x))
            || !(selfY > kDegenerateShare * meanSquare(y))) {
            return undefinedSimilarity(UndefinedReason::Degenerate);
        }
        return similarityOf(maskedHsic(x, y) / (std::sqrt(selfX * selfY) + kCknnaFloor));
    }
    double sum = 0.0;
    for (std::int64_t i = 0; i < x.samples(); ++i) {
        const auto common = static_cast<double>(commonCount(x.indices(i), y.indices(i), m_k));
        const auto k = static_cast<double>(m_k);
        sum += m_measure == NeighbourMeasure::Jaccard ? common / (2.0 * k - common) : common / k;
    }
    return similarityOf(sum / static_cast<double>(x.samples()));
}

} // namespace neurograft
