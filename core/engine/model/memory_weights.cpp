// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/memory_weights.h"

#include "core/run/error.h"

#include <sstream>
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

std::string shapeText(at::IntArrayRef shape)
{
    std::ostringstream text;
    text << shape;
    return text.str();
}

} // namespace

std::vector<std::pair<std::string, std::vector<std::int64_t>>>
expectedTensors(const ModelConfig& config)
{
    const std::int64_t d = config.hiddenSize;
    const std::int64_t f = config.intermediateSize;
    const std::int64_t query = config.heads * config.headDim;
    const std::int64_t kv = config.kvHeads * config.headDim;
    struct Matrix {
        Module module;
        std::int64_t out, in;
        bool hasBias;
    };
    const Matrix matrices[] = {
        {Module::QProj, query, d, config.hasQkvBias},
        {Module::KProj, kv, d, config.hasQkvBias},
        {Module::VProj, kv, d, config.hasQkvBias},
        {Module::OProj, d, query, config.hasOutputBias},
        {Module::GateProj, f, d, config.hasMlpBias},
        {Module::UpProj, f, d, config.hasMlpBias},
        {Module::DownProj, d, f, config.hasMlpBias},
    };
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> expected;
    expected.push_back({kEmbeddingName, {config.vocabSize, d}});
    for (int layer = 0; layer < static_cast<int>(config.layers); ++layer) {
        expected.push_back({layerPrefix(layer) + "input_layernorm.weight", {d}});
        expected.push_back({layerPrefix(layer) + "post_attention_layernorm.weight", {d}});
        for (const Matrix& matrix : matrices) {
            expected.push_back({weightName(layer, matrix.module), {matrix.out, matrix.in}});
            if (matrix.hasBias) {
                expected.push_back({biasName(layer, matrix.module), {matrix.out}});
            }
        }
    }
    expected.push_back({kFinalNormName, {d}});
    if (!config.isTied) {
        expected.push_back({kUnembeddingName, {config.vocabSize, d}});
    }
    return expected;
}

std::shared_ptr<TransformerModel>
TransformerModel::fromWeights(ModelConfig config, std::map<std::string, at::Tensor> weights)
{
    for (const auto& [name, shape] : expectedTensors(config)) {
        const auto found = weights.find(name);
        if (found == weights.end()) {
            throw FormatError("TransformerModel", "a tensor " + name, "none");
        }
        if (found->second.sizes() != at::IntArrayRef(shape)) {
            throw ShapeError(name, shapeText(shape), shapeText(found->second.sizes()));
        }
    }
    return std::make_shared<TransformerModel>(std::move(config),
                                              std::make_shared<MemoryWeights>(std::move(weights)));
}

} // namespace neurograft
