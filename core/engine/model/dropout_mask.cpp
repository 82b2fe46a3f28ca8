// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/dropout_mask.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/bitwise_right_shift.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#ifndef _OPENMP
#error "at::parallel_for runs on one thread when OpenMP is off"
#endif

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr double kSteps = 65536.0; ///< sixteen bits
constexpr std::uint32_t kLowBits = 0xffffU;
constexpr std::uint32_t kStride = 0x9e3779b9U;
constexpr std::uint32_t kFirst = 0x7feb352dU;
constexpr std::uint32_t kSecond = 0x846ca68bU;

/// The mask of one row: each number gives a column of the first half and one of the second, so that
/// both are written in order.
void fillRow(std::uint64_t key, std::int64_t columns, DropoutShare share, float* row)
{
    const auto low = static_cast<std::uint32_t>(key);
    const auto high = static_cast<std::uint32_t>(key >> 32U);
    const std::uint32_t threshold = share.threshold();
    const float gain = share.gain();
    const std::int64_t words = (columns + 1) / 2;
    const std::int64_t pairs = columns / 2;
    float* const second = row + words;
    const auto draw = [low, high](std::int64_t i) {
        std::uint32_t h = static_cast<std::uint32_t>(i) * kStride + low;
        h ^= h >> 16U;
        h *= kFirst;
        h ^= h >> 15U;
        h ^= high;
        h *= kSecond;
        h ^= h >> 16U;
        return h;
    };
    for (std::int64_t i = 0; i < pairs; ++i) {
        const std::uint32_t h = draw(i);
        row[i] = (h & kLowBits) < threshold ? 0.0F : gain;
        second[i] = (h >> 16U) < threshold ? 0.0F : gain;
    }
    if (pairs < words) { // an odd number of columns
        row[pairs] = (draw(pairs) & kLowBits) < threshold ? 0.0F : gain;
    }
}

/// Bits of an int32 tensor moved to the right, zeros coming in.
at::Tensor shifted(const at::Tensor& values, int bits)
{
    const std::int64_t kept = 0xffffffffLL >> bits;
    return at::bitwise_right_shift(values, bits).bitwise_and_(kept);
}

std::int64_t asSigned(std::uint32_t bits)
{
    return static_cast<std::int32_t>(bits);
}

} // namespace

DropoutShare::DropoutShare(double share)
    : m_threshold(static_cast<std::uint32_t>(
        std::lround(std::clamp(share * kSteps, 0.0, kSteps - 1.0)))), // something is kept
      m_gain(static_cast<float>(kSteps / (kSteps - static_cast<double>(m_threshold))))
{
}

at::Tensor dropoutMask(const at::Tensor& keys, std::int64_t columns, DropoutShare share,
                       at::Device device)
{
    if (!device.is_cpu()) {
        return dropoutMaskByTensors(keys, columns, share, device);
    }
    const at::NoGradGuard noGrad;
    const std::int64_t rows = keys.size(0);
    at::Tensor mask = at::empty({rows, columns}, at::kFloat);
    auto* const values = mask.mutable_data_ptr<float>();
    const auto* const key = keys.const_data_ptr<std::int64_t>();
    constexpr std::int64_t kGrain = 32768; // values worth a thread
    at::parallel_for(0, rows,
                     std::max<std::int64_t>(1, kGrain / std::max<std::int64_t>(1, columns)),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             fillRow(static_cast<std::uint64_t>(key[row]), columns, share,
                                     values + row * columns);
                         }
                     });
    return mask;
}

at::Tensor dropoutMaskByTensors(const at::Tensor& keys, std::int64_t columns, DropoutShare share,
                                at::Device device)
{
    const at::NoGradGuard noGrad;
    const std::int64_t words = (columns + 1) / 2;
    const at::Tensor moved = keys.to(device).unsqueeze(1); // [n,1]
    const at::Tensor low = moved.to(at::kInt);
    const at::Tensor high = at::bitwise_right_shift(moved, 32).to(at::kInt);
    const at::TensorOptions type = at::TensorOptions(device).dtype(at::kInt);
    at::Tensor h = at::arange(words, type).mul_(asSigned(kStride)).unsqueeze(0) + low; // [n,w]
    h.bitwise_xor_(shifted(h, 16)).mul_(asSigned(kFirst));
    h.bitwise_xor_(shifted(h, 15)).bitwise_xor_(high).mul_(asSigned(kSecond));
    h.bitwise_xor_(shifted(h, 16));
    const at::Tensor draws =
        at::cat({h.bitwise_and(static_cast<std::int64_t>(kLowBits)), shifted(h, 16)}, 1)
            .narrow(1, 0, columns);
    return draws.ge(static_cast<std::int64_t>(share.threshold())).to(at::kFloat).mul_(share.gain());
}

} // namespace neurograft
