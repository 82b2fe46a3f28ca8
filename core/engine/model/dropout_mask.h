// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// A share of values in steps of 2^-16, as sixteen random bits can tell it.
class DropoutShare {
public:
    /// @param share from 0 to below 1; what is left is never 0
    explicit DropoutShare(double share);

    /// Draws below it are dropped.
    std::uint32_t threshold() const { return m_threshold; }
    /// 1 / (1 - share), of the share that is really dropped: the mean stays.
    float gain() const { return m_gain; }

private:
    std::uint32_t m_threshold;
    float m_gain;
};

/// Masks of dropout, counter based: whether a value is dropped follows from the key of its row and
/// its column alone, on every device and with any number of threads.
///
/// Column c of a row with key k takes sixteen bits of h(c mod w), w = ceil(columns / 2): the low
/// ones for c < w, else the high ones. h(i) = mix(i * 0x9e3779b9 + low32(k), high32(k)), where mix
/// is the 32-bit finaliser "lowbias32" (Wellons, hash prospector) with the other half of the key
/// exclusive-ored between its multiplications, so that rows whose low halves happen to lie close
/// together do not draw alike.
///
/// @param keys [n] int64 on the CPU, well mixed: values of splitmix64()
/// @return [n, columns] float32 on @p device: 0 or the gain
at::Tensor dropoutMask(const at::Tensor& keys, std::int64_t columns, DropoutShare share,
                       at::Device device);

/// The same numbers by operations on tensors, which any device has.
at::Tensor dropoutMaskByTensors(const at::Tensor& keys, std::int64_t columns, DropoutShare share,
                                at::Device device);

} // namespace neurograft
