// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"

namespace neurograft {

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
        if (config.hasQkNorm) {
            expected.push_back({headNormName(layer, Module::QProj), {config.headDim}});
            expected.push_back({headNormName(layer, Module::KProj), {config.headDim}});
        }
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

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const std::int64_t extent : shape) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
    }
    return text + "]";
}

} // namespace neurograft
