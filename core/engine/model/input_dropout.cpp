// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/input_dropout.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace neurograft {

namespace {

constexpr double kSteps = 65536.0; ///< a value takes sixteen random bits, four values one number

std::int64_t droppedSteps(double share)
{
    constexpr double kMost = kSteps - 1.0; // something is kept
    return static_cast<std::int64_t>(std::lround(std::min(share * kSteps, kMost)));
}

} // namespace

InputDropout::InputDropout(double share, at::Device device)
    : m_threshold(
        static_cast<std::int16_t>(std::numeric_limits<std::int16_t>::min() + droppedSteps(share))),
      m_gain(1.0 / (1.0 - static_cast<double>(droppedSteps(share)) / kSteps)),
      m_generator(at::globalContext().defaultGenerator(device).clone())
{
}

void InputDropout::begin(std::uint64_t seed)
{
    m_generator.set_current_seed(seed);
}

at::Tensor InputDropout::state() const
{
    return m_generator.get_state();
}

void InputDropout::setState(const at::Tensor& state)
{
    m_generator.set_state(state);
}

at::Tensor InputDropout::apply(const at::Tensor& x) const
{
    if (m_threshold == std::numeric_limits<std::int16_t>::min()) {
        return x;
    }
    at::Tensor mask;
    {
        const at::NoGradGuard noGrad;
        constexpr std::int64_t kTogether = sizeof(std::int64_t) / sizeof(std::int16_t);
        const at::Tensor bits = // all 64 of each number
            at::empty({(x.numel() + kTogether - 1) / kTogether}, x.options().dtype(at::kLong))
                .random_(std::numeric_limits<std::int64_t>::min(), std::nullopt, m_generator);
        mask = bits.view(at::kShort)
                   .narrow(0, 0, x.numel())
                   .view(x.sizes())
                   .ge(m_threshold)
                   .to(x.scalar_type());
    }
    return x * mask;
}

} // namespace neurograft
