// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/vector_source.h"

#include "core/engine/transfer/neuron_vectors.h"
#include "core/engine/transfer/translator.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn.h>

#include <utility>

namespace neurograft {

VectorSource::VectorSource(std::shared_ptr<const Checkpoint> teacher, bool isNoise,
                           std::uint64_t seed, at::Device device)
    : m_teacher(std::move(teacher)), m_isNoise(isNoise), m_seed(seed), m_device(device)
{
}

at::Tensor VectorSource::vectors(Module module, const PairSelection& pair) const
{
    const at::NoGradGuard noGrad;
    const at::Tensor located = neuronVectors(m_teacher, module, pair.teacher.of(module));
    if (!m_isNoise || located.numel() == 0) {
        return located.to(m_device);
    }
    at::Generator generator = at::detail::createCPUGenerator(
        deriveSeed(m_seed, "control.noise",
                   static_cast<std::uint64_t>(pair.line) * 4 + neuronModuleNumber(module)));
    const at::Tensor size = located.square().mean({1, 2}, true).sqrt(); // [L_sel,1,1]
    const at::Tensor noise = at::randn(located.sizes(), generator, at::TensorOptions(at::kFloat));
    return (noise * size).to(m_device);
}

} // namespace neurograft
