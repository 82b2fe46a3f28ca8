// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/statistics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Two runs on the same items.
struct PairedComparison {
    std::int64_t n = 0; ///< items both runs have a value of
    double scoreA = 0.0; ///< mean of the first run over those items; NaN for n = 0
    double scoreB = 0.0;
    double difference = 0.0; ///< B less A
    Interval interval; ///< of the difference, 95 %, paired bootstrap
    std::int64_t better = 0; ///< items with a greater value in B
    std::int64_t worse = 0; ///< items with a smaller value in B
    std::string test; ///< "mcnemar" when every value is 0 or 1, else "bootstrap"; empty for n = 0
    double p = 1.0;
    /// Whether the difference goes beyond noise (p < 0.05); none when nothing could be tested.
    std::optional<bool> isSignificant;
};

/// Compares the runs item by item: McNemar's exact test for right and wrong, the bootstrap's
/// p-value for values between (decisions.md D61).
/// @param a,b values of the same items in the same order; an item whose value is NaN in either run
///            (not scored) is left out
/// @throws ShapeError when the lengths differ
PairedComparison comparePaired(const std::vector<double>& a, const std::vector<double>& b,
                               std::uint64_t seed);

/// The finding in words, for people: "gsm8k: 0.250 -> 0.375 (+12.5 points, 95 % +0.0 to
/// +25.0) on 40 items, 6 better,
/// 1 worse, p = 0.125 (McNemar): not distinguishable."
std::string comparisonSentence(const std::string& name, const PairedComparison& comparison);

/// p-value as a text: three digits, "< 0.001" below.
std::string probabilityText(double p);

} // namespace neurograft
