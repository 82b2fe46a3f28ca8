// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/engine/transfer/pair_selection.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace neurograft {

/// The vectors that a translator is given: the teacher's, read from its mapped files when they are
/// needed, so that nothing of it stays in memory while the student is trained; or, as a control,
/// noise of their size (transfer.md 6.9).
class VectorSource {
public:
    VectorSource(std::shared_ptr<const Checkpoint> teacher, bool isNoise, std::uint64_t seed,
                 at::Device device);

    /// [L_sel,n,d_t] float32 on the device. Noise: normal with the root mean square of each layer's
    /// vectors, by derive(seed, "control.noise", row * 4 + number of the module).
    at::Tensor vectors(Module module, const PairSelection& pair) const;

private:
    std::shared_ptr<const Checkpoint> m_teacher;
    bool m_isNoise;
    std::uint64_t m_seed;
    at::Device m_device;
};

} // namespace neurograft
