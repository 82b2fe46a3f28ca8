// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace neurograft {

/// Why a cell of a similarity map has no value: the codes of `<measure>_undefined` (decisions.md
/// section 8).
enum class UndefinedReason : std::uint8_t {
    Defined = 0,
    TooFewSamples = 1,
    ZeroVariance = 2,
    Degenerate = 3, ///< a self term <= 1e-10 of the mean squared Gram entry, or no finite ratio
    NotFinite = 4, ///< NaN or infinity in either layer's samples
    BelowWidths = 5, ///< n <= p + q (CCA family)
    NoSuchModule = 6,
    NotComputed = 7, ///< a partial result
};

/// "defined", "too_few_samples", …, "not_computed".
const char* reasonWord(UndefinedReason reason);

/// The legend in attribute `reasons`: {"0":"defined","1":"too_few_samples",…}.
std::string reasonLegend();

/// Of two layers' reasons the one that decisions.md section 8 checks first; Defined when both are.
UndefinedReason firstReason(UndefinedReason a, UndefinedReason b);

} // namespace neurograft
