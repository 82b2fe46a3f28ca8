// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace neurograft {

/// Factor of the loss that keeps gradients inside the range of float16 (Micikevicius et al. 2018,
/// arXiv:1710.03740, section 3.2): halved and the step passed over when a gradient is not finite,
/// doubled after 2000 good steps. Powers of two, so that dividing by it loses nothing.
struct LossScale {
    double factor = 65536.0;
    std::int64_t goodSteps = 0; ///< since it last changed

    void afterStep(bool isFinite)
    {
        constexpr std::int64_t kInterval = 2000;
        if (!isFinite) {
            factor *= 0.5;
            goodSteps = 0;
        } else if (++goodSteps == kInterval) {
            factor *= 2.0;
            goodSteps = 0;
        }
    }
};

} // namespace neurograft
