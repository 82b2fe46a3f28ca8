// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/undefined_reason.h"

#include <nlohmann/json.hpp>

#include <array>

namespace neurograft {

namespace {

constexpr std::array<const char*, 8> kUndefinedReasonWords{
    "defined",    "too_few_samples", "zero_variance",  "degenerate",
    "not_finite", "n_below_widths",  "no_such_module", "not_computed"};

/// Order of the checks; what is missing altogether comes before what the samples say.
constexpr std::array<UndefinedReason, 7> kOrder{
    UndefinedReason::NoSuchModule,  UndefinedReason::NotComputed,  UndefinedReason::NotFinite,
    UndefinedReason::TooFewSamples, UndefinedReason::ZeroVariance, UndefinedReason::BelowWidths,
    UndefinedReason::Degenerate};

} // namespace

const char* reasonWord(UndefinedReason reason)
{
    return kUndefinedReasonWords[static_cast<std::size_t>(reason)];
}

std::string reasonLegend()
{
    nlohmann::ordered_json legend;
    for (std::size_t code = 0; code < kUndefinedReasonWords.size(); ++code) {
        legend[std::to_string(code)] = kUndefinedReasonWords[code];
    }
    return legend.dump();
}

UndefinedReason firstReason(UndefinedReason a, UndefinedReason b)
{
    for (const UndefinedReason reason : kOrder) {
        if (a == reason || b == reason) {
            return reason;
        }
    }
    return UndefinedReason::Defined;
}

} // namespace neurograft
