// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/centred_samples.h"

#include "core/engine/similarity/centred_rows.h"

#include <c10/core/InferenceMode.h>

namespace neurograft {

CentredSamples centreSamples(const at::Tensor& x)
{
    const c10::InferenceMode inference;
    const CentredRows centred = centreRows(x, "centreSamples");
    CentredSamples samples;
    samples.x = centred.rows.cpu();
    samples.squares = centred.squares;
    const double tolerance = x.scalar_type() == at::kDouble ? 1e-12 : 1e-6; // code 2 of section 8
    if (!centred.isFinite) {
        samples.reason = UndefinedReason::NotFinite;
    } else if (samples.squares.sum().item<double>()
        <= tolerance * tolerance * centred.rawSquares.sum().item<double>()) {
        samples.reason = UndefinedReason::ZeroVariance;
    }
    return samples;
}

} // namespace neurograft
