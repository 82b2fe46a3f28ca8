// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace neurograft {

/// What is known of the effects y_v on the tokens R that were not looked at.
struct TailFacts {
    double p = 0.0; ///< sum_R p_v
    double pError = 0.0; ///< of it
    double largestP = 0.0; ///< at least max_R p_v
    double sum = 0.0; ///< sum_R p_v y_v
    double sumError = 0.0;
    double centre = 0.0; ///< |y_v - centre| <= radius on R
    double radius = 0.0;
    double squares = 0.0; ///< at least sum_R y_v^2
    double scatter = 0.0; ///< at least sum_R (y_v - a)^2 for some a
    double count = 0.0; ///< |R|
};

struct TailBounds {
    double low = 0.0;
    double high = 0.0;
    double likely = 0.0; ///< between them: as if p and (y - a)^2 were independent on R
};

/// Bounds of sum_R p f(y) with f(y) = expm1(y) - y (attribution.md 5.4, sets without order).
///
/// With P = sum_R p and m the mean of y under p on R it is P f(m) + e^m sum_R p f(y - m). Jensen's
/// inequality drops the last term; from above sum_R p f(y - m) <= h(max (y - m)) sum_R p (y - m)^2
/// with h(y) = f(y) / y^2, which grows with y, and sum_R p (y - m)^2 <= sum_R p (y - a)^2
/// <= max_R p sum_R (y - a)^2 for any a, since m is the mean.
TailBounds tailBounds(const TailFacts& facts);

} // namespace neurograft
