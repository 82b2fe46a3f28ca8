// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/input_dropout.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/bernoulli.h>
#include <ATen/ops/empty_like.h>

namespace neurograft {

InputDropout::InputDropout(double share, at::Device device)
    : m_share(share), m_generator(at::globalContext().defaultGenerator(device).clone())
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
    if (m_share <= 0.0) {
        return x;
    }
    at::Tensor mask;
    {
        const at::NoGradGuard noGrad;
        mask = at::empty_like(x).bernoulli_(1.0 - m_share, m_generator);
        mask.div_(1.0 - m_share);
    }
    return x * mask;
}

} // namespace neurograft
