// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <cstdint>
#include <string>

namespace neurograft {

/// A less B of two similarity maps (`similarity/<module>/<measure>`).
struct TableDifference {
    Table table; ///< A - B, [rows, columns] f64, NaN where either is undefined; empty with an
                 ///< obstacle
    std::string obstacle; ///< one sentence why there is none
    std::int64_t cells = 0; ///< defined in both
    double mean = 0.0; ///< over those; NaN for none
    double largest = 0.0; ///< of greatest absolute value, with its sign; NaN for none
    std::int64_t row = -1; ///< where that is
    std::int64_t column = -1;
};

/// @param path of the table made, such as "difference/up_proj/cka"
TableDifference tableDifference(const Table& a, const Table& b, const std::string& path);

/// "cka" for "cka", "cka-biased" and "cka-minibatch": estimators of one quantity, which may be
/// subtracted from each other.
std::string measureFamily(const std::string& measure);

} // namespace neurograft
