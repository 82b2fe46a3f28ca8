// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/neuron_delta.h"

#include "core/checkpoint/module_path.h"
#include "core/checkpoint/safetensors_writer.h"
#include "core/run/error.h"

#include <ATen/core/Tensor.h>

#include <nlohmann/json.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace neurograft {

namespace {

/// "up_proj.layer3" of "model.layers.3.mlp.up_proj.weight".
std::string partName(const std::string& weight)
{
    const auto layer = layerOf(weight);
    if (!layer) {
        throw StudyError("delta file", "parameters of layers", weight);
    }
    const std::string path = weight.substr(0, weight.rfind('.'));
    return path.substr(path.rfind('.') + 1) + ".layer" + std::to_string(*layer);
}

/// Shape of the parameter that an edit of all of it changes.
std::vector<std::int64_t> shapeOf(const WeightEdit& edit)
{
    if (const auto* low = std::get_if<LowRankEdit>(&edit)) {
        return {low->b.size(0), low->a.size(1)};
    }
    if (const auto* whole = std::get_if<WholeEdit>(&edit)) {
        return whole->delta.sizes().vec();
    }
    throw StudyError("delta file", "one list of neurons, or whole parameters",
                     "several lists of neurons of one parameter");
}

/// The bytes of @p values, which stay as long as what is returned.
std::shared_ptr<const void> bytesOf(const at::Tensor& values, at::ScalarType type)
{
    const auto kept =
        std::make_shared<const at::Tensor>(values.detach().to(at::kCPU, type).contiguous());
    return {kept, kept->data_ptr()};
}

TensorToWrite toWrite(const std::string& name, const at::Tensor& values)
{
    const bool isIndex = values.scalar_type() == at::kLong;
    TensorToWrite tensor{name, isIndex ? DType::I64 : DType::F32, values.sizes().vec()};
    tensor.make = [values, isIndex] { return bytesOf(values, isIndex ? at::kLong : at::kFloat); };
    return tensor;
}

std::map<std::string, std::string> metadataOf(const DeltaLabel& label)
{
    std::map<std::string, std::string> metadata = label.more;
    metadata["kind"] = "neurograft-delta";
    metadata["version"] = "1";
    metadata["method"] = label.method;
    metadata["mode"] = label.mode;
    metadata["rate"] = nlohmann::json(label.rate).dump();
    metadata["seed"] = std::to_string(label.seed);
    metadata["student_sha256"] = label.studentSha256;
    return metadata;
}

} // namespace

void writeNeuronDelta(const std::filesystem::path& path, const ModelEdits& edits,
                      const DeltaLabel& label)
{
    std::vector<TensorToWrite> tensors;
    for (const auto& [weight, list] : edits.edits()) {
        const std::string name = partName(weight);
        const auto* neurons = list.size() == 1 ? std::get_if<NeuronEdit>(&list.front()) : nullptr;
        if (neurons != nullptr) {
            tensors.push_back(toWrite(name + ".delta", neurons->delta));
            tensors.push_back(toWrite(name + ".index", neurons->index));
            continue;
        }
        TensorToWrite whole{name + ".delta", DType::F32, shapeOf(list.front())};
        whole.make = [&edits, weight = weight, shape = whole.shape] {
            return bytesOf(edits.sum(weight, shape), at::kFloat);
        };
        tensors.push_back(std::move(whole));
    }
    writeSafetensors(path, std::move(tensors), metadataOf(label), true);
}

} // namespace neurograft
