// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// How the next token is drawn from the logits (decisions.md D83).
struct SamplingOptions {
    double temperature = 0.0; ///< logits are divided by it; 0 = the most likely token
    double topP = 1.0; ///< in (0, 1]: only the smallest set of likely tokens with this mass
};

/// Draws one token: by probability descending (then id), cut after the smallest prefix whose mass
/// reaches topP, the first entry whose cumulative renormalised sum exceeds @p uniform. Float64.
/// @param logits [size] float32, finite; @param uniform in [0, 1)
/// @pre options.temperature > 0
std::int32_t sampleToken(const float* logits, std::int64_t size, const SamplingOptions& options,
                         double uniform);

} // namespace neurograft
