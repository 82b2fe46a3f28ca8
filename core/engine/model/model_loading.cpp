// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/checkpoint_weights.h"
#include "core/engine/model/mapped_tensor.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/support/device.h"
#include "core/run/error.h"

#include <utility>

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

} // namespace

std::shared_ptr<TransformerModel> TransformerModel::load(const std::filesystem::path& folder,
                                                         const LoadOptions& options)
{
    auto checkpoint = Checkpoint::open(folder);
    if (!checkpoint->hasWeights()) {
        throw FormatError(folder.string(), "a folder with weights", checkpoint->weightsProblem());
    }
    const std::uint64_t bytes = deviceBytes(*checkpoint, options.dtype);
    const at::Device device = resolveDevice(options.device, bytes);
    const at::ScalarType type =
        resolveComputeType(options.dtype, device, scalarTypeOf(checkpoint->storedType()));
    ModelConfig config = checkpoint->config();
    requireRoom(device, bytes, folder.string());
    return std::make_shared<TransformerModel>(
        std::move(config), checkpointWeights(std::move(checkpoint), device, type));
}

} // namespace neurograft
