// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_vector.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

constexpr double kDegenerateShare = 1e-10; // decisions.md section 8, code 3

/// Sums over the whole matrix that decide means and self terms.
struct GramSums {
    std::vector<double> offDiagonal; ///< [n] row sums without the diagonal
    double all = 0.0; ///< sum of all entries, diagonal included
    double trace = 0.0;
    double raw = 0.0; ///< ||X||_F^2 before centring
};

template <class T> void addRowSums(const PackedGram& gram, std::vector<double>& sums)
{
    const T* entry = gram.upper.const_data_ptr<T>();
    for (std::int64_t row = 0; row < gram.n; ++row) {
        double sum = 0.0;
        double* below = sums.data() + row + 1;
        const std::int64_t count = gram.n - row - 1;
        for (std::int64_t k = 0; k < count; ++k) {
            const double value = entry[k];
            sum += value;
            below[k] += value;
        }
        sums[static_cast<std::size_t>(row)] += sum;
        entry += count;
    }
}

GramSums gramSums(const PackedGram& gram)
{
    GramSums sums;
    sums.offDiagonal.assign(static_cast<std::size_t>(gram.n), 0.0);
    gram.upper.scalar_type() == at::kDouble ? addRowSums<double>(gram, sums.offDiagonal)
                                            : addRowSums<float>(gram, sums.offDiagonal);
    for (std::size_t i = 0; i < sums.offDiagonal.size(); ++i) {
        sums.all += sums.offDiagonal[i] + gram.diagonal[i];
        sums.trace += gram.diagonal[i];
        sums.raw += gram.rawSquares[i];
    }
    return sums;
}

/// m of the entry formula: U-centring (similarity.md 2.2 (i)) or double centring with half of the
/// total mean on each side.
std::vector<double> centringMeans(const PackedGram& gram, const GramSums& sums, bool isUnbiased)
{
    const auto n = static_cast<double>(gram.n);
    std::vector<double> means(sums.offDiagonal.size());
    const double total = sums.all - sums.trace;
    for (std::size_t i = 0; i < means.size(); ++i) {
        means[i] = isUnbiased
            ? sums.offDiagonal[i] / (n - 2.0) - total / (n - 2.0) / (2.0 * (n - 1.0))
            : (sums.offDiagonal[i] + gram.diagonal[i]) / n - sums.all / (n * n) / 2.0;
    }
    return means;
}

/// Sum over i < j of (G_ij - a_i - a_j)^2 and of the same with b, in one pass.
template <class T>
std::pair<double, double> centredSquares(const PackedGram& gram, const std::vector<double>& a,
                                         const std::vector<double>& b)
{
    const T* entry = gram.upper.const_data_ptr<T>();
    double squaresA = 0.0;
    double squaresB = 0.0;
    for (std::int64_t row = 0; row < gram.n; ++row) {
        const double* right = a.data() + row + 1;
        const double* other = b.data() + row + 1;
        const double rowA = a[static_cast<std::size_t>(row)];
        const double rowB = b[static_cast<std::size_t>(row)];
        const std::int64_t count = gram.n - row - 1;
        double sumA = 0.0;
        double sumB = 0.0;
        for (std::int64_t k = 0; k < count; ++k) {
            const double valueA = entry[k] - rowA - right[k];
            const double valueB = entry[k] - rowB - other[k];
            sumA += valueA * valueA;
            sumB += valueB * valueB;
        }
        squaresA += sumA;
        squaresB += sumB;
        entry += count;
    }
    return {squaresA, squaresB};
}

template <class T>
void fillTriangle(const PackedGram& gram, const std::vector<double>& means, double factor,
                  std::int64_t begin, std::int64_t end, double* out)
{
    // The row that holds entry `begin`: the largest whose start is not after it.
    std::int64_t row = 0;
    for (std::int64_t low = 0, high = gram.n - 1; low < high;) {
        const std::int64_t middle = (low + high) / 2;
        gram.rowStart(middle + 1) <= begin ? low = middle + 1 : high = middle;
        row = low;
    }
    const T* entry = gram.upper.const_data_ptr<T>();
    for (std::int64_t at = begin; at < end; ++row) {
        const std::int64_t start = gram.rowStart(row);
        const std::int64_t stop = std::min(end, gram.rowStart(row + 1));
        const double mean = means[static_cast<std::size_t>(row)];
        const double* right = means.data() + row + 1;
        for (; at < stop; ++at) {
            *out++ = factor * (static_cast<double>(entry[at]) - mean - right[at - start]);
        }
    }
}

} // namespace

KernelVector::KernelVector(PackedGram gram, CkaEstimator estimator) : m_gram(std::move(gram))
{
    const std::int64_t fewest = estimator == CkaEstimator::Biased ? 2 : 4;
    if (!m_gram.isFinite) {
        m_reason = UndefinedReason::NotFinite;
    } else if (m_gram.n < fewest) {
        m_reason = UndefinedReason::TooFewSamples;
    } else if (estimator == CkaEstimator::Minibatch) {
        centreBatches();
    } else {
        centreWhole(estimator == CkaEstimator::Unbiased);
    }
}

void KernelVector::centreWhole(bool isUnbiased)
{
    const auto n = static_cast<double>(m_gram.n);
    const GramSums sums = gramSums(m_gram);
    const double tolerance = m_gram.varianceTolerance();
    m_hasDiagonal = !isUnbiased;
    m_size = m_gram.upper.numel() + (m_hasDiagonal ? m_gram.n : 0);
    if (sums.trace - sums.all / n <= tolerance * tolerance * sums.raw) {
        m_reason = UndefinedReason::ZeroVariance;
        return;
    }
    const std::vector<double> doubly = centringMeans(m_gram, sums, false);
    m_means = isUnbiased ? centringMeans(m_gram, sums, true) : doubly;
    const auto [upper, upperDoubly] = m_gram.upper.scalar_type() == at::kDouble
        ? centredSquares<double>(m_gram, m_means, doubly)
        : centredSquares<float>(m_gram, m_means, doubly);
    double diagonalSquares = 0.0;
    for (std::size_t i = 0; i < doubly.size(); ++i) {
        const double value = m_gram.diagonal[i] - 2.0 * doubly[i];
        diagonalSquares += value * value;
    }
    const double whole = 2.0 * upperDoubly + diagonalSquares; // ||H G H||_F^2
    const double square = isUnbiased ? 2.0 * upper : whole;
    const double divisor = isUnbiased ? n * (n - 3.0) : (n - 1.0) * (n - 1.0);
    m_scale = 1.0 / std::sqrt(square);
    settle(square / divisor, whole / (n * n));
}

void KernelVector::centreBatches()
{
    double selfSum = 0.0;
    double squareSum = 0.0;
    double trace = 0.0;
    double raw = 0.0;
    std::int64_t batches = 0;
    for (std::int64_t begin = 0; m_gram.n - begin >= 4; begin += kCkaBatch) {
        const std::int64_t count = std::min(kCkaBatch, m_gram.n - begin);
        std::vector<std::int64_t> samples(static_cast<std::size_t>(count));
        for (std::int64_t i = 0; i < count; ++i) {
            samples[static_cast<std::size_t>(i)] = begin + i;
        }
        const PackedGram batch = subsetGram(m_gram, samples);
        const GramSums sums = gramSums(batch);
        const auto n = static_cast<double>(count);
        const std::vector<double> means = centringMeans(batch, sums, true);
        const std::size_t start = m_batches.size();
        m_batches.resize(start + static_cast<std::size_t>(batch.upper.numel()));
        // Scaled so that the dot product of two layers is the sum of HSIC_1 over batches.
        const double factor = std::sqrt(2.0 / (n * (n - 3.0)));
        double* out = m_batches.data() + start;
        batch.upper.scalar_type() == at::kDouble
            ? fillTriangle<double>(batch, means, factor, 0, batch.upper.numel(), out)
            : fillTriangle<float>(batch, means, factor, 0, batch.upper.numel(), out);
        for (std::size_t k = start; k < m_batches.size(); ++k) {
            selfSum += m_batches[k] * m_batches[k];
        }
        const auto squares = batch.upper.scalar_type() == at::kDouble
            ? centredSquares<double>(batch, centringMeans(batch, sums, false), means)
            : centredSquares<float>(batch, centringMeans(batch, sums, false), means);
        squareSum += 2.0 * squares.first / (n * n);
        trace += sums.trace - sums.all / n;
        raw += sums.raw;
        ++batches;
    }
    m_size = static_cast<std::int64_t>(m_batches.size());
    const double tolerance = m_gram.varianceTolerance();
    if (trace <= tolerance * tolerance * raw) {
        m_reason = UndefinedReason::ZeroVariance;
        return;
    }
    m_scale = 1.0 / std::sqrt(selfSum);
    settle(selfSum / static_cast<double>(batches), squareSum / static_cast<double>(batches));
}

void KernelVector::settle(double selfTerm, double meanSquare)
{
    m_selfTerm = selfTerm;
    if (!(selfTerm > kDegenerateShare * meanSquare) || !std::isfinite(m_scale)) {
        m_reason = UndefinedReason::Degenerate;
    }
}

void KernelVector::releasePages() const
{
    if (m_gram.mapping && !m_gram.staysInMemory) {
        m_gram.mapping->releasePages();
    }
}

void KernelVector::fill(std::int64_t begin, std::int64_t end, double* out) const
{
    if (!m_batches.empty()) {
        for (std::int64_t at = begin; at < end; ++at) {
            *out++ = m_scale * m_batches[static_cast<std::size_t>(at)];
        }
        return;
    }
    const std::int64_t triangle = m_gram.upper.numel();
    const std::int64_t stop = std::min(end, triangle);
    if (begin < stop) {
        const double factor = std::sqrt(2.0) * m_scale;
        m_gram.upper.scalar_type() == at::kDouble
            ? fillTriangle<double>(m_gram, m_means, factor, begin, stop, out)
            : fillTriangle<float>(m_gram, m_means, factor, begin, stop, out);
        out += stop - begin;
    }
    for (std::int64_t at = std::max(begin, triangle); at < end; ++at) {
        const auto i = static_cast<std::size_t>(at - triangle);
        *out++ = m_scale * (m_gram.diagonal[i] - 2.0 * m_means[i]);
    }
}

} // namespace neurograft
