// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// Dropout of what goes into an adapter's A while it is trained (transfer.md section 2): every use
/// draws a mask of its own from one generator of the device. Not thread-safe.
class InputDropout {
public:
    /// @param share of the values that become 0, from 0 to below 1
    InputDropout(double share, at::Device device);

    /// Begins the masks of a training step (purpose `train.dropout`, decisions.md D83).
    void begin(std::uint64_t seed);
    /// Where the generator stands; setState() draws the masks that followed once more.
    at::Tensor state() const;
    void setState(const at::Tensor& state);

    /// @p x with a share of its values set to 0, the others divided by 1 - share.
    at::Tensor apply(const at::Tensor& x) const;

private:
    double m_share;
    mutable at::Generator m_generator;
};

} // namespace neurograft
