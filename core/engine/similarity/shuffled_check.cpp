// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/shuffled_check.h"

#include "core/engine/similarity/kernel_vector.h"
#include "core/support/random_stream.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace neurograft {

namespace {

constexpr std::int64_t kSamples = 512;
constexpr std::int64_t kPermutations = 32;

/// The first samples of a Gram matrix as a vector of the unbiased form.
KernelVector firstSamples(const PackedGram& gram)
{
    std::vector<std::int64_t> samples(static_cast<std::size_t>(std::min(gram.n, kSamples)));
    std::iota(samples.begin(), samples.end(), std::int64_t{0});
    return KernelVector(gram.n > kSamples ? subsetGram(gram, samples) : gram,
                        CkaEstimator::Unbiased);
}

/// The vector's entries as a full symmetric matrix [n, n] with an empty diagonal.
std::vector<double> squareMatrix(const KernelVector& vector)
{
    const std::int64_t n = vector.samples();
    std::vector<double> entries(static_cast<std::size_t>(vector.size()));
    vector.fill(0, vector.size(), entries.data());
    std::vector<double> square(static_cast<std::size_t>(n * n), 0.0);
    std::size_t next = 0;
    for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t j = i + 1; j < n; ++j, ++next) {
            square[static_cast<std::size_t>(i * n + j)] = entries[next];
            square[static_cast<std::size_t>(j * n + i)] = entries[next];
        }
    }
    return square;
}

} // namespace

ShuffledCheck shuffledCheck(const PackedGram& student, const PackedGram& teacher,
                            std::uint64_t seed)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const KernelVector a = firstSamples(student);
    const KernelVector b = firstSamples(teacher);
    if (a.reason() != UndefinedReason::Defined || b.reason() != UndefinedReason::Defined) {
        return {nan, nan, 0};
    }
    const std::vector<double> left = squareMatrix(a);
    const std::vector<double> right = squareMatrix(b);
    const std::int64_t n = a.samples();
    double sum = 0.0;
    double squares = 0.0;
    for (std::int64_t k = 0; k < kPermutations; ++k) {
        RandomStream stream(seed, "similarity.permutation", static_cast<std::uint64_t>(k));
        const std::vector<std::int64_t> order = stream.permutation(n);
        double product = 0.0;
        for (std::int64_t i = 0; i < n; ++i) {
            const double* rowLeft = left.data() + i * n;
            const double* rowRight = right.data() + order[static_cast<std::size_t>(i)] * n;
            for (std::int64_t j = i + 1; j < n; ++j) {
                product += rowLeft[j] * rowRight[order[static_cast<std::size_t>(j)]];
            }
        }
        sum += product;
        squares += product * product;
    }
    const auto count = static_cast<double>(kPermutations);
    const double mean = sum / count;
    const double variance = (squares - count * mean * mean) / (count - 1.0);
    return {mean, std::sqrt(std::max(variance, 0.0) / count), kPermutations};
}

} // namespace neurograft
