// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/free_delta.h"

#include <ATen/ops/zeros.h>

#include <string>

namespace neurograft {

FreeDelta::FreeDelta(const std::vector<Size>& sizes, std::int64_t layers, std::int64_t studentWidth,
                     at::Device device)
    : m_sizes(sizes)
{
    for (const Size& size : sizes) {
        m_values[size.module] = at::zeros({layers, size.neurons, studentWidth},
                                          at::TensorOptions(at::kFloat).device(device))
                                    .requires_grad_(true);
    }
}

std::vector<Parameter> FreeDelta::parameters() const
{
    std::vector<Parameter> all;
    for (const Size& size : m_sizes) {
        all.push_back({std::string("free.") + moduleName(size.module), m_values.at(size.module)});
    }
    return all;
}

at::Tensor FreeDelta::delta(Module module, const at::Tensor&) const
{
    return m_values.at(module);
}

} // namespace neurograft
