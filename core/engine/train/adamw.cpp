// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/adamw.h"

#include "core/run/error.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>
#include <utility>

namespace neurograft {

AdamW::AdamW(std::vector<Parameter> parameters, const AdamWOptions& options)
    : m_parameters(std::move(parameters)), m_options(options)
{
    for (const Parameter& parameter : m_parameters) {
        if (parameter.value.scalar_type() != at::kFloat || !parameter.value.is_leaf()
            || !parameter.value.requires_grad()) {
            throw StudyError("AdamW", "a float32 leaf that requires gradients", parameter.name);
        }
        m_first.push_back(at::zeros_like(parameter.value).detach());
        m_second.push_back(at::zeros_like(parameter.value).detach());
        m_counts.push_back(at::zeros({}, parameter.value.options().requires_grad(false)));
    }
}

void AdamW::step(double rate)
{
    const at::NoGradGuard noGrad;
    for (const bool isDecayed : {true, false}) {
        std::vector<at::Tensor> values, gradients, first, second, counts;
        for (std::size_t i = 0; i < m_parameters.size(); ++i) {
            const Parameter& parameter = m_parameters[i];
            if (parameter.isDecayed != isDecayed || !parameter.value.grad().defined()) {
                continue;
            }
            values.push_back(parameter.value);
            gradients.push_back(parameter.value.grad());
            first.push_back(m_first[i]);
            second.push_back(m_second[i]);
            counts.push_back(m_counts[i].add_(1.0));
        }
        if (!values.empty()) {
            at::_fused_adamw_(values, gradients, first, second, {}, counts, rate, m_options.beta1,
                              m_options.beta2, isDecayed ? m_options.weightDecay : 0.0,
                              m_options.epsilon, /*amsgrad=*/false, /*maximize=*/false);
        }
    }
}

void AdamW::clearGradients()
{
    for (Parameter& parameter : m_parameters) {
        parameter.value.mutable_grad() = at::Tensor();
    }
}

double AdamW::gradientNorm() const
{
    const at::NoGradGuard noGrad;
    double squares = 0.0;
    for (const Parameter& parameter : m_parameters) {
        if (parameter.value.grad().defined()) {
            const double norm = at::linalg_vector_norm(parameter.value.grad()).item<double>();
            squares += norm * norm;
        }
    }
    return std::sqrt(squares);
}

void AdamW::scaleGradients(double factor)
{
    const at::NoGradGuard noGrad;
    for (Parameter& parameter : m_parameters) {
        if (parameter.value.grad().defined()) {
            parameter.value.mutable_grad().mul_(factor);
        }
    }
}

} // namespace neurograft
