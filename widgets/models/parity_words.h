// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace neurograft {

class PairModel;
struct ParityResult;
class ParityModel;

/// Text of the badge: "parity T 3e-5, S ✕", "parity: no reference" where no model has one; empty
/// without a model.
QString parityBadge(const PairModel& pair, const ParityModel& parity);

/// The numbers behind the badge, one paragraph per model.
QString parityDetail(const PairModel& pair, const ParityModel& parity);

/// "Largest difference 3e-6 of logits, rounding explains up to 1e-4."
QString parityFinding(const ParityResult& result);

} // namespace neurograft
