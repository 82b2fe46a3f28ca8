// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/engine/model/transformer_model.h"

#include "core/run/error.h"

#include <utility>

namespace neurograft {

namespace {

class MemoryWeights : public WeightSource {
public:
    explicit MemoryWeights(std::map<std::string, at::Tensor> tensors)
        : m_tensors(std::move(tensors))
    {
    }

    at::Tensor tensor(const std::string& name) const override
    {
        const auto found = m_tensors.find(name);
        return found == m_tensors.end() ? at::Tensor() : found->second;
    }
    at::Device device() const override { return m_tensors.at(kEmbeddingName).device(); }
    at::ScalarType computeType() const override
    {
        return m_tensors.at(kEmbeddingName).scalar_type();
    }

private:
    std::map<std::string, at::Tensor> m_tensors;
};

} // namespace

std::shared_ptr<TransformerModel>
TransformerModel::fromWeights(ModelConfig config, std::map<std::string, at::Tensor> weights)
{
    for (const auto& [name, shape] : expectedTensors(config)) {
        const auto found = weights.find(name);
        if (found == weights.end()) {
            throw FormatError("TransformerModel", "a tensor " + name, "none");
        }
        if (found->second.sizes() != at::IntArrayRef(shape)) {
            throw ShapeError(name, shapeText(shape), shapeText(found->second.sizes().vec()));
        }
    }
    return std::make_shared<TransformerModel>(std::move(config),
                                              std::make_shared<MemoryWeights>(std::move(weights)));
}

} // namespace neurograft
