// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/step_trace.h"

#include "core/checkpoint/safetensors_writer.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/zeros_like.h>

namespace neurograft {

void StepTrace::add(std::int64_t step, const std::string& name, const at::Tensor& tensor)
{
    const at::NoGradGuard noGrad;
    m_tensors["step" + std::to_string(step) + "/" + name] =
        tensor.detach().to(at::kCPU).contiguous().clone();
}

void StepTrace::add(std::int64_t step, const std::string& name, double number)
{
    add(step, name, at::scalar_tensor(number, at::kDouble));
}

void StepTrace::addParameters(std::int64_t step, const std::string& prefix,
                              const std::vector<Parameter>& parameters, bool isGradient)
{
    for (const Parameter& parameter : parameters) {
        const at::Tensor gradient = parameter.value.grad();
        add(step, prefix + "/" + parameter.name,
            !isGradient              ? parameter.value
                : gradient.defined() ? gradient
                                     : at::zeros_like(parameter.value));
    }
}

void StepTrace::write(const std::filesystem::path& path) const
{
    std::vector<TensorToWrite> tensors;
    for (const auto& [name, tensor] : m_tensors) {
        const bool isNumber = tensor.scalar_type() == at::kDouble;
        tensors.push_back({name, isNumber ? DType::F64 : DType::F32, tensor.sizes().vec(),
                           tensor.const_data_ptr()});
    }
    writeSafetensors(path, std::move(tensors), {}, true);
}

} // namespace neurograft
