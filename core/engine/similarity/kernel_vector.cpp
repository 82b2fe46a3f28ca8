// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_vector.h"

#include "core/engine/similarity/degenerate_share.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

/// Sums of a kernel over samples with counts w that decide means and self terms.
struct KernelSums {
    double samples = 0.0; ///< N = sum w
    std::vector<double> offDiagonal; ///< [n] sum_j w_j K_ij over j != i
    double all = 0.0; ///< all entries, copies and diagonal included
    double trace = 0.0;
};

/// Calls @p visit(i, first, row, count) with the entries (i, first) … of each row of the triangle.
template <class Visit> void forRows(const KernelMatrix& kernel, const Visit& visit)
{
    const std::int64_t n = kernel.samples();
    std::vector<double> row(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) {
        kernel.row(i, i + 1, n, row.data());
        visit(static_cast<std::size_t>(i), row.data(), n - i - 1);
    }
}

KernelSums kernelSums(const KernelMatrix& kernel, const std::vector<double>& counts)
{
    KernelSums sums;
    sums.offDiagonal.assign(counts.size(), 0.0);
    forRows(kernel, [&](std::size_t i, const double* row, std::int64_t count) {
        double* below = sums.offDiagonal.data() + i + 1;
        const double* weight = counts.data() + i + 1;
        const double own = counts[i];
        double sum = 0.0;
        for (std::int64_t k = 0; k < count; ++k) {
            sum += weight[k] * row[k];
            below[k] += own * row[k];
        }
        sums.offDiagonal[i] += sum;
    });
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double diagonal = kernel.diagonal(static_cast<std::int64_t>(i));
        sums.samples += counts[i];
        sums.all += counts[i] * (sums.offDiagonal[i] + counts[i] * diagonal);
        sums.trace += counts[i] * diagonal;
    }
    return sums;
}

/// m of the entry formula: U-centring (similarity.md 2.2 (i), copies of a sample left out) or
/// double centring with half of the total mean on each side.
std::vector<double> centringMeans(const KernelMatrix& kernel, const std::vector<double>& counts,
                                  const KernelSums& sums, bool isUnbiased)
{
    const double n = sums.samples;
    double total = 0.0; // without copies
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total += counts[i] * sums.offDiagonal[i];
    }
    std::vector<double> means(counts.size());
    for (std::size_t i = 0; i < means.size(); ++i) {
        const double copies = counts[i] * kernel.diagonal(static_cast<std::int64_t>(i));
        means[i] = isUnbiased
            ? sums.offDiagonal[i] / (n - 2.0) - total / (n - 2.0) / (2.0 * (n - 1.0))
            : (sums.offDiagonal[i] + copies) / n - sums.all / (n * n) / 2.0;
    }
    return means;
}

/// Sum over i < j of w_i w_j (K_ij - a_i - a_j)^2 and of the same with b, in one pass.
std::pair<double, double> centredSquares(const KernelMatrix& kernel,
                                         const std::vector<double>& counts,
                                         const std::vector<double>& a, const std::vector<double>& b)
{
    double squaresA = 0.0;
    double squaresB = 0.0;
    forRows(kernel, [&](std::size_t i, const double* row, std::int64_t count) {
        const double* right = a.data() + i + 1;
        const double* other = b.data() + i + 1;
        const double* weight = counts.data() + i + 1;
        double sumA = 0.0;
        double sumB = 0.0;
        for (std::int64_t k = 0; k < count; ++k) {
            const double valueA = row[k] - a[i] - right[k];
            const double valueB = row[k] - b[i] - other[k];
            sumA += weight[k] * valueA * valueA;
            sumB += weight[k] * valueB * valueB;
        }
        squaresA += counts[i] * sumA;
        squaresB += counts[i] * sumB;
    });
    return {squaresA, squaresB};
}

/// One batch of the minibatch form as a small square, and what HSIC_1 makes of it.
class Batch {
public:
    Batch(const KernelMatrix& kernel, const std::int64_t* order, std::int64_t count)
        : m_n(count), m_entries(static_cast<std::size_t>(count * count))
    {
        for (std::int64_t i = 0; i < count; ++i) {
            at(i, i) = kernel.diagonal(order[i]);
            for (std::int64_t j = i + 1; j < count; ++j) {
                const bool isCopy = order[i] == order[j];
                at(i, j) = at(j, i) = isCopy ? 0.0 : kernel.entry(order[i], order[j]);
            }
        }
        for (std::int64_t i = 0; i < count; ++i) {
            const double* row = m_entries.data() + i * count;
            m_rowSums.push_back(std::accumulate(row, row + count, 0.0));
            m_sum += m_rowSums.back();
            m_trace += at(i, i);
        }
    }

    /// U-centred entries i < j, scaled so that the dot product of two layers is HSIC_1.
    void appendCentred(std::vector<double>& out) const
    {
        const auto n = static_cast<double>(m_n);
        const double total = m_sum - m_trace;
        const double factor = std::sqrt(2.0 / (n * (n - 3.0)));
        std::vector<double> means;
        for (std::int64_t i = 0; i < m_n; ++i) {
            means.push_back((m_rowSums[static_cast<std::size_t>(i)] - at(i, i)) / (n - 2.0)
                            - total / (n - 2.0) / (2.0 * (n - 1.0)));
        }
        for (std::int64_t i = 0; i < m_n; ++i) {
            for (std::int64_t j = i + 1; j < m_n; ++j) {
                out.push_back(factor
                              * (at(i, j) - means[static_cast<std::size_t>(i)]
                                 - means[static_cast<std::size_t>(j)]));
            }
        }
    }

    /// Mean squared entry of the doubly centred square.
    double meanSquare() const
    {
        const auto n = static_cast<double>(m_n);
        double squares = 0.0;
        for (std::int64_t i = 0; i < m_n; ++i) {
            for (std::int64_t j = 0; j < m_n; ++j) {
                const double value = at(i, j) - m_rowSums[static_cast<std::size_t>(i)] / n
                    - m_rowSums[static_cast<std::size_t>(j)] / n + m_sum / (n * n);
                squares += value * value;
            }
        }
        return squares / (n * n);
    }

private:
    double& at(std::int64_t i, std::int64_t j)
    {
        return m_entries[static_cast<std::size_t>(i * m_n + j)];
    }
    double at(std::int64_t i, std::int64_t j) const
    {
        return m_entries[static_cast<std::size_t>(i * m_n + j)];
    }
    std::int64_t m_n;
    std::vector<double> m_entries;
    std::vector<double> m_rowSums;
    double m_sum = 0.0;
    double m_trace = 0.0;
};

} // namespace

KernelVector::KernelVector(const KernelMatrix& kernel, CkaEstimator estimator)
    : m_kernel(kernel), m_estimator(estimator),
      m_counts(static_cast<std::size_t>(kernel.samples()), 1.0)
{
    std::vector<std::int64_t> order(m_counts.size());
    std::iota(order.begin(), order.end(), std::int64_t{0});
    prepare(order, false);
}

KernelVector::KernelVector(const KernelMatrix& kernel, CkaEstimator estimator,
                           const Resample& resample)
    : m_kernel(kernel), m_estimator(estimator), m_counts(resample.counts)
{
    prepare(resample.indices, true);
}

void KernelVector::prepare(const std::vector<std::int64_t>& order, bool hasCopies)
{
    const std::size_t fewest = m_estimator == CkaEstimator::Biased ? 2 : 4;
    if (m_kernel.reason() == UndefinedReason::NotFinite) {
        m_reason = UndefinedReason::NotFinite;
    } else if (order.size() < fewest) {
        m_reason = UndefinedReason::TooFewSamples;
    } else if (m_kernel.reason() != UndefinedReason::Defined) {
        m_reason = m_kernel.reason();
    } else if (m_estimator == CkaEstimator::Minibatch) {
        centreBatches(order);
    } else {
        centreWhole(hasCopies);
    }
}

void KernelVector::centreWhole(bool hasCopies)
{
    const bool isUnbiased = m_estimator == CkaEstimator::Unbiased;
    const KernelSums sums = kernelSums(m_kernel, m_counts);
    const double n = sums.samples;
    m_roots.resize(m_counts.size());
    std::transform(m_counts.begin(), m_counts.end(), m_roots.begin(),
                   [](double count) { return std::sqrt(count); });
    const std::vector<double> doubly = centringMeans(m_kernel, m_counts, sums, false);
    m_means = isUnbiased ? centringMeans(m_kernel, m_counts, sums, true) : doubly;
    const auto [upper, upperDoubly] = centredSquares(m_kernel, m_counts, m_means, doubly);
    double whole = 2.0 * upperDoubly; // ||H K H||_F^2
    double square = 2.0 * upper;
    const bool hasDiagonal = !isUnbiased || hasCopies;
    for (std::size_t i = 0; i < m_counts.size(); ++i) {
        const double entry = m_kernel.diagonal(static_cast<std::int64_t>(i)) - 2.0 * doubly[i];
        whole += m_counts[i] * m_counts[i] * entry * entry;
        if (hasDiagonal) {
            // Pairs of copies: their kernel entry is that of the sample, or 0 in HSIC_1.
            m_diagonal.push_back(isUnbiased
                                     ? std::sqrt(m_counts[i] * std::max(m_counts[i] - 1.0, 0.0))
                                         * -2.0 * m_means[i]
                                     : m_counts[i] * entry);
            square += m_diagonal.back() * m_diagonal.back();
        }
    }
    m_size = m_kernel.gram().upper.numel() + static_cast<std::int64_t>(m_diagonal.size());
    const double divisor = isUnbiased ? n * (n - 3.0) : (n - 1.0) * (n - 1.0);
    m_scale = 1.0 / std::sqrt(square);
    settle(square / divisor, whole / (n * n));
}

void KernelVector::centreBatches(const std::vector<std::int64_t>& order)
{
    const auto n = static_cast<std::int64_t>(order.size());
    double squareSum = 0.0;
    double batches = 0.0;
    for (std::int64_t begin = 0; n - begin >= 4; begin += kCkaBatch) {
        const Batch batch(m_kernel, order.data() + begin, std::min(kCkaBatch, n - begin));
        batch.appendCentred(m_batches);
        squareSum += batch.meanSquare();
        batches += 1.0;
    }
    double selfSum = 0.0;
    for (const double entry : m_batches) {
        selfSum += entry * entry;
    }
    m_size = static_cast<std::int64_t>(m_batches.size());
    m_scale = 1.0 / std::sqrt(selfSum);
    settle(selfSum / batches, squareSum / batches);
}

void KernelVector::settle(double selfTerm, double meanSquare)
{
    m_selfTerm = selfTerm;
    if (!(selfTerm > kDegenerateShare * meanSquare) || !std::isfinite(m_scale)) {
        m_reason = UndefinedReason::Degenerate;
    }
}

std::vector<PreparedLayer::Pointer>
KernelVector::permuted(const std::vector<std::vector<std::int64_t>>& orders) const
{
    if (m_estimator != CkaEstimator::Minibatch) {
        return permutedVectors(*this, samples(), orders);
    }
    std::vector<Pointer> layers; // other batches: other centring
    for (const std::vector<std::int64_t>& order : orders) {
        layers.push_back(resampled(resampleOf(order, samples())));
    }
    return layers;
}

PreparedLayer::Pointer KernelVector::resampled(const Resample& resample) const
{
    return std::make_shared<const KernelVector>(m_kernel, m_estimator, resample);
}

void KernelVector::releasePages() const
{
    if (gram().mapping && !gram().staysInMemory) {
        gram().mapping->releasePages();
    }
}

void KernelVector::fill(std::int64_t begin, std::int64_t end, double* out) const
{
    if (m_estimator == CkaEstimator::Minibatch) {
        for (std::int64_t at = begin; at < end; ++at) {
            *out++ = m_scale * m_batches[static_cast<std::size_t>(at)];
        }
        return;
    }
    const PackedGram& packed = gram();
    const std::int64_t triangle = packed.upper.numel();
    const double factor = std::sqrt(2.0) * m_scale;
    std::int64_t at = begin;
    for (std::int64_t row = packed.rowOf(begin); at < std::min(end, triangle); ++row) {
        const std::int64_t start = packed.rowStart(row) - row - 1;
        const std::int64_t stop = std::min({end, triangle, packed.rowStart(row + 1)});
        m_kernel.row(row, at - start, stop - start, out);
        const double mean = m_means[static_cast<std::size_t>(row)];
        const double own = factor * m_roots[static_cast<std::size_t>(row)];
        const double* right = m_means.data() + (at - start);
        const double* root = m_roots.data() + (at - start);
        for (std::int64_t k = 0; k < stop - at; ++k) {
            out[k] = own * root[k] * (out[k] - mean - right[k]);
        }
        out += stop - at;
        at = stop;
    }
    for (; at < end; ++at) {
        *out++ = m_scale * m_diagonal[static_cast<std::size_t>(at - triangle)];
    }
}

} // namespace neurograft
