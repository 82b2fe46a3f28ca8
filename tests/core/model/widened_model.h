// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/support/atomic_file.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace neurograft {

/// How much larger a copy is made.
struct Widening {
    std::int64_t width = 0; ///< more residual coordinates
    std::int64_t neurons = 0; ///< more of the feed-forward
    std::int64_t groups = 0; ///< more key/value heads, with as many query heads each
    std::set<std::int64_t> newLayers; ///< numbers, in the copy, of layers that do nothing
};

/// Writes a wider and deeper copy of a model that computes the same: what is new is zero. Norm
/// gains make up for the zeros that the mean of squares sees.
class WidenedModel {
public:
    WidenedModel(const std::filesystem::path& source, const Widening& more)
        : m_source(Checkpoint::open(source)), m_more(more)
    {
    }

    void write(const std::filesystem::path& folder) const
    {
        std::filesystem::create_directories(folder);
        for (const auto& item : std::filesystem::directory_iterator(m_source->folder())) {
            const std::string name = item.path().filename().string();
            if (name.rfind("tokenizer", 0) == 0 || name.rfind("special", 0) == 0) {
                std::filesystem::copy_file(item.path(), folder / name);
            }
        }
        writeFileAtomically(folder / "config.json", config().dump(), true);
        std::vector<TensorToWrite> tensors;
        for (const auto& [name, shape] : expectedTensors(readModelConfig(folder))) {
            const DType type = m_source->entry(sourceName(name)).dtype;
            TensorToWrite tensor{name, type, shape};
            tensor.make = [this, name = name, shape = shape] {
                const auto made = std::make_shared<const at::Tensor>(widened(name, shape));
                return std::shared_ptr<const void>(made, made->const_data_ptr());
            };
            tensors.push_back(std::move(tensor));
        }
        writeSafetensors(folder / "model.safetensors", std::move(tensors), {}, true);
    }

    /// The copy's layers that were there before, ascending.
    std::vector<std::int64_t> oldLayers() const
    {
        std::vector<std::int64_t> old;
        for (std::int64_t layer = 0; layer < layers(); ++layer) {
            if (m_more.newLayers.count(layer) == 0) {
                old.push_back(layer);
            }
        }
        return old;
    }

private:
    std::int64_t layers() const
    {
        return m_source->config().layers + static_cast<std::int64_t>(m_more.newLayers.size());
    }

    nlohmann::json config() const
    {
        const ModelConfig& old = m_source->config();
        auto made = nlohmann::json::parse(readFile(m_source->folder() / "config.json"));
        made["hidden_size"] = old.hiddenSize + m_more.width;
        made["intermediate_size"] = old.intermediateSize + m_more.neurons;
        made["num_key_value_heads"] = old.kvHeads + m_more.groups;
        made["num_attention_heads"] = old.heads + m_more.groups * (old.heads / old.kvHeads);
        made["head_dim"] = old.headDim;
        made["num_hidden_layers"] = layers();
        made["rms_norm_eps"] = old.rmsNormEps * static_cast<double>(old.hiddenSize)
            / static_cast<double>(old.hiddenSize + m_more.width);
        return made;
    }

    /// The tensor a new one is made of: a new layer is made of its old neighbour.
    std::string sourceName(const std::string& name) const
    {
        const auto layer = layerOf(name);
        if (!layer) {
            return name;
        }
        std::int64_t before = 0; // old layers below
        for (std::int64_t below = 0; below < *layer; ++below) {
            before += m_more.newLayers.count(below) == 0 ? 1 : 0;
        }
        before = std::min(before, m_source->config().layers - 1);
        return shiftedLayer(name, before - *layer);
    }

    at::Tensor widened(const std::string& name, const std::vector<std::int64_t>& shape) const
    {
        const at::Tensor old =
            mappedTensor(m_source, m_source->entry(sourceName(name))).to(at::kFloat);
        at::Tensor made = at::zeros(shape, at::kFloat);
        const auto layer = layerOf(name);
        const bool isNew = layer && m_more.newLayers.count(*layer) != 0;
        const bool writes =
            name.find("o_proj") != std::string::npos || name.find("down_proj") != std::string::npos;
        if (!(isNew && writes)) { // a new layer adds nothing
            at::Tensor corner = made.narrow(0, 0, old.size(0));
            if (old.dim() == 2) {
                corner.narrow(1, 0, old.size(1)).copy_(old);
            } else {
                const auto width = static_cast<double>(m_source->config().hiddenSize);
                corner.copy_(old * std::sqrt(width / (width + static_cast<double>(m_more.width))));
            }
        }
        return made.to(scalarTypeOf(m_source->entry(sourceName(name)).dtype)).contiguous();
    }

    std::shared_ptr<const Checkpoint> m_source;
    Widening m_more;
};

} // namespace neurograft
