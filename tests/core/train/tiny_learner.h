// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/tiny_models.h"

#include "core/engine/train/response_training.h"
#include "core/engine/transfer/adapter_target.h"
#include "core/engine/transfer/trainable_adapter.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace neurograft {

/// A row of @p length tokens, the answer from @p responseStart on.
inline TokenizedRow tinyRow(std::int64_t line, std::int64_t length, std::int64_t responseStart)
{
    TokenizedRow made;
    made.line = line;
    made.responseStart = responseStart;
    for (std::int64_t i = 0; i < length; ++i) {
        made.ids.push_back(static_cast<std::int32_t>((i * 7 + line * 13 + 3) % 97));
    }
    return made;
}

/// A model with grouped heads and a trainable adapter of rank 3 on some of its matrices, the same
/// each time.
struct TinyLearner {
    explicit TinyLearner(const std::vector<AdapterTarget>& targets, double dropoutShare = 0.0)
        : dropout(std::make_shared<InputDropout>(dropoutShare)), adapter(at::kCPU)
    {
        at::manual_seed(8);
        for (const AdapterTarget& target : targets) {
            adapter.add(target, 0.5,
                        {at::randn({3, target.in}) * 0.1, at::randn({target.out, 3}) * 0.1}, false);
        }
        model = plantedModel(tinyConfig("llama"))->withEdits(adapter.edits(dropout));
    }
    std::vector<at::Tensor> gradients() const
    {
        std::vector<at::Tensor> all;
        for (const Parameter& parameter : adapter.parameters()) {
            all.push_back(parameter.value.grad());
        }
        return all;
    }

    std::shared_ptr<InputDropout> dropout;
    TrainableAdapter adapter;
    std::shared_ptr<TransformerModel> model;
};

/// Another model of the same vocabulary, of @p layers layers and of width 96.
inline std::shared_ptr<TransformerModel> widerTeacher(std::int64_t layers,
                                                      std::int64_t paddedWords = 0)
{
    ModelConfig config = tinyConfig("llama");
    config.layers = layers;
    config.hiddenSize = 96;
    config.heads = 6;
    config.kvHeads = 3;
    config.vocabSize += paddedWords;
    return plantedModel(config);
}

/// Largest difference of two lists as a share of the largest value.
inline double largestShare(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b)
{
    double most = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        most = std::max(most, (a[i] - b[i]).abs().max().item<double>());
        size = std::max(size, b[i].abs().max().item<double>());
    }
    return most / size;
}

} // namespace neurograft
