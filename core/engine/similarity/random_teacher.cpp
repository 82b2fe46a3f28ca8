// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/random_teacher.h"

#include "core/support/random_stream.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <map>
#include <string>
#include <string_view>

namespace neurograft {

namespace {

constexpr double kStandardDeviation = 0.02; ///< `initializer_range` of these families

bool endsWith(std::string_view text, std::string_view ending)
{
    return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

} // namespace

std::shared_ptr<TransformerModel> randomModel(const Checkpoint& checkpoint, at::Device device,
                                              at::ScalarType type, std::uint64_t seed,
                                              const RunContext& context)
{
    auto generator =
        at::detail::createCPUGenerator(deriveSeed(seed, "similarity.random_teacher", 0));
    std::map<std::string, at::Tensor> weights;
    for (const auto& [name, entry] : checkpoint.tensors()) {
        context.throwIfStopped();
        at::Tensor values;
        if (endsWith(name, "norm.weight")) {
            values = at::ones(entry.shape, at::kFloat);
        } else if (endsWith(name, ".bias")) {
            values = at::zeros(entry.shape, at::kFloat);
        } else {
            values = at::empty(entry.shape, at::kFloat);
            values.normal_(0.0, kStandardDeviation, generator);
        }
        weights[name] = values.to(at::dtype(type).device(device));
    }
    return TransformerModel::fromWeights(checkpoint.config(), std::move(weights));
}

} // namespace neurograft
