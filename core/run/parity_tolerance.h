// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace neurograft {

/// What decides how far the logits of two correct programs may lie apart.
struct ParityScale {
    std::int64_t layers = 0; ///< L
    double largestLogit = 0.0; ///< S, of the reference, without its sign
    double spread = 0.0; ///< σ, standard deviation over the vocabulary, root mean square over the
                         ///< prompts
    std::string ourType = "float32"; ///< compute types: float32 | bfloat16 | float16
    std::string referenceType = "float32";
};

/// Largest difference of logits that rounding explains (docs/parity.md):
///
///     1e-4 max(1, S / 32)                    both programs in float32
///     + 12 u sqrt((10 L + 1) / 3) σ           for each program in a half type, u = 2^-8 (bfloat16)
///                                            or 2^-11 (float16), added as squares
///
/// The first is some 26 spacings of float32 at the largest logit. In a half type every layer rounds
/// about ten times on the way of the residual stream, each time by up to u, uniformly (u²/3), and
/// independently: the hidden state at the end is off by u sqrt((10 L + 1) / 3) of itself, logits by
/// as much of σ; 12 standard deviations leave room for the largest of all and for layers that
/// amplify what reaches them (measured: up to 11).
double parityTolerance(const ParityScale& scale);

} // namespace neurograft
