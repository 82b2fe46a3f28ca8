// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/model_loading.h"

#include "core/engine/model/checkpoint_weights.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"

#include <utility>
#include <vector>

namespace neurograft {

namespace {

/// Bytes of all weights in the type that @p dtype asks for on a GPU.
std::uint64_t deviceBytes(const Checkpoint& checkpoint, const std::string& dtype)
{
    const at::ScalarType type =
        resolveComputeType(dtype, at::kCUDA, scalarTypeOf(checkpoint.storedType()));
    return static_cast<std::uint64_t>(checkpoint.parameterCount()) * c10::elementSize(type);
}

/// @throws MemoryError when a GPU has less free, before anything is copied
void requireRoom(at::Device device, std::uint64_t bytes, const std::string& folder)
{
    const auto free = freeDeviceMemory(device);
    if (free && *free < bytes) {
        throw MemoryError(folder + " on " + device.str(),
                          std::to_string(bytes) + " bytes of free memory for the weights",
                          std::to_string(*free) + " bytes",
                          "Use --device cpu, another GPU or a half-precision --dtype.");
    }
}

/// The shape of a model of these layers only.
ModelConfig ofLayers(ModelConfig config, const LayerRange& range, const std::string& folder)
{
    if (range.first < 0 || range.last < range.first || range.last >= config.layers) {
        throw StudyError("layers of " + folder,
                         "layers from 0 to " + std::to_string(config.layers - 1),
                         std::to_string(range.first) + "-" + std::to_string(range.last));
    }
    if (!config.window.layers.empty()) {
        const std::vector<bool> all = config.window.layers;
        config.window.layers.assign(all.begin() + range.first, all.begin() + range.last + 1);
    }
    config.layers = range.last - range.first + 1;
    return config;
}

} // namespace

std::shared_ptr<TransformerModel> TransformerModel::load(const std::filesystem::path& folder,
                                                         const LoadOptions& options)
{
    return loadModel(Checkpoint::open(folder), options);
}

std::shared_ptr<TransformerModel> loadModel(std::shared_ptr<const Checkpoint> checkpoint,
                                            const LoadOptions& options)
{
    const std::filesystem::path& folder = checkpoint->folder();
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "a folder with weights", checkpoint->weightsProblem());
    }
    const std::uint64_t bytes = deviceBytes(*checkpoint, options.dtype);
    const at::Device device = resolveDevice(options.device, bytes);
    const at::ScalarType type =
        resolveComputeType(options.dtype, device, scalarTypeOf(checkpoint->storedType()));
    requireRoom(device, bytes, folder.string());
    const LayerRange layers =
        options.layers.value_or(LayerRange{0, checkpoint->config().layers - 1});
    const ModelConfig config = ofLayers(checkpoint->config(), layers, folder.string());
    return std::make_shared<TransformerModel>(
        config, checkpointWeights(std::move(checkpoint), config, layers.first, device, type));
}

} // namespace neurograft
