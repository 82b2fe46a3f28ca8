// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace neurograft {

/// Two ends of an interval; both NaN where there is none.
struct Interval {
    double low = 0.0;
    double high = 0.0;
};

/// 97.5 % point of the normal distribution (decisions.md D61).
inline constexpr double kNormal975 = 1.959963984540054;

/// A difference is "not distinguishable" from none when its p-value is at least this (D61).
inline constexpr double kSignificanceLevel = 0.05;

/// 95 % score interval of a share, @p correct of @p n.
///
/// \f[ \frac{\hat p + z^2/2n \pm z\sqrt{\hat p(1-\hat p)/n + z^2/4n^2}}{1 + z^2/n} \f]
/// Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
/// @return ends in [0, 1]; NaN for n = 0
/// @throws DomainError unless 0 <= correct <= n
Interval wilsonInterval(std::int64_t correct, std::int64_t n);

/// Exact two-sided p-value of McNemar's test: the probability, when both runs are equally good, of
/// a split of the discordant items at least as uneven as @p onlyA to @p onlyB.
///
/// \f[ \min\Bigl(1,\ 2 \cdot 2^{-(b+c)} \sum_{i=0}^{\min(b,c)} \binom{b+c}{i}\Bigr) \f]
/// McNemar 1947, Psychometrika 12, with the binomial distribution in place of chi-squared.
/// @param onlyA items only the first run has right; @param onlyB only the second
/// @return in (0, 1]; 1 when no item is discordant
/// @throws DomainError for a negative number
double mcnemarExact(std::int64_t onlyA, std::int64_t onlyB);

/// What resampling says of the mean of paired differences.
struct BootstrapResult {
    Interval interval; ///< 2.5 % and 97.5 % points of the resampled means
    double p = 1.0; ///< two-sided: twice the smaller tail on either side of 0, each counted with
                    ///< one more resample at 0, at most 1
};

/// Paired bootstrap: items are drawn with replacement, both runs' values of an item together.
/// Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapters 13 (percentile interval)
/// and 16. The draws are those of RandomStream(seed, "evaluate.bootstrap", 0), item by item.
/// @param differences value of the second run less that of the first, one per item, finite
/// @param resamples number of resamples (D61: 10 000)
/// @throws DomainError without items or resamples, or for a difference that is no number
BootstrapResult pairedBootstrap(const std::vector<double>& differences, std::uint64_t seed,
                                std::int64_t resamples = 10000);

/// Unbiased estimate of the probability that one of @p k samples passes, out of @p n samples of
/// which @p passed passed: 1 when n - c < k, else \f$1 - \prod_{i=n-c+1}^{n} (1 - k/i)\f$.
/// Chen et al. 2021, arXiv:2107.03374, equation 1.
/// @throws DomainError unless 0 <= passed <= n and 1 <= k <= n
double passAtK(std::int64_t n, std::int64_t passed, std::int64_t k);

/// Mean and sample standard deviation (n - 1) of repeated runs, such as seeds.
struct MeanAndDeviation {
    double mean = 0.0;
    double deviation = 0.0; ///< NaN for a single value: one run has no spread
    std::int64_t n = 0;
};

/// @throws DomainError without values
MeanAndDeviation meanAndDeviation(const std::vector<double>& values);

} // namespace neurograft
