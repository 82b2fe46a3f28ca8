// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/translator.h"

#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/relu.h>

#include <string>

namespace neurograft {

namespace {

constexpr double kDeviation = 1e-5; // transfer.md 6.2

at::Tensor drawn(std::int64_t out, std::int64_t in, at::Generator& generator, at::Device device)
{
    return at::empty({out, in}, at::kFloat)
        .normal_(0.0, kDeviation, generator)
        .to(device)
        .requires_grad_(true);
}

} // namespace

std::uint64_t neuronModuleNumber(Module module)
{
    switch (module) {
    case Module::UpProj:
        return 0;
    case Module::DownProj:
        return 1;
    case Module::VProj:
        return 2;
    case Module::OProj:
        return 3;
    default:
        throw StudyError("translator", "one of up_proj, down_proj, v_proj, o_proj",
                         moduleName(module));
    }
}

Translator::Translator(const std::vector<Module>& modules, std::int64_t teacherWidth,
                       std::int64_t studentWidth, std::uint64_t seed, at::Device device)
    : m_modules(modules)
{
    const at::NoGradGuard noGrad;
    for (const Module module : modules) {
        at::Generator generator = at::detail::createCPUGenerator(
            deriveSeed(seed, "translator.init", neuronModuleNumber(module)));
        Network& network = m_networks[module];
        network.first = drawn(teacherWidth, teacherWidth, generator, device);
        network.second = drawn(studentWidth, teacherWidth, generator, device);
    }
}

std::vector<Parameter> Translator::parameters() const
{
    std::vector<Parameter> all;
    for (const Module module : m_modules) {
        const Network& network = m_networks.at(module);
        const std::string name = std::string("network.") + moduleName(module);
        all.push_back({name + ".0.weight", network.first});
        all.push_back({name + ".2.weight", network.second});
    }
    return all;
}

at::Tensor Translator::delta(Module module, const at::Tensor& vectors) const
{
    const Network& network = m_networks.at(module);
    const at::Tensor hidden = at::relu(at::linear(vectors, network.first)); // [L_sel,n,d_t]
    return at::linear(hidden, network.second); // [L_sel,n,d_s]
}

} // namespace neurograft
