// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/memory_forecast.h"

#include "core/checkpoint/module_path.h"

#include <algorithm>
#include <array>
#include <utility>

namespace neurograft {

namespace {

constexpr std::array<std::pair<const char*, DType>, 3> kComputeTypes{
    {{"float32", DType::F32}, {"bfloat16", DType::BF16}, {"float16", DType::F16}}};
constexpr std::int64_t kSliceBytes = 32 * 1024 * 1024; // unembedding converted at a time

std::int64_t elements(const std::vector<std::int64_t>& shape)
{
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) {
        count *= extent;
    }
    return count;
}

std::string storedTypeName(const Checkpoint& checkpoint)
{
    if (!checkpoint.hasWeights()) {
        const std::string& claimed = checkpoint.config().storedType;
        return claimed.empty() ? "unknown" : claimed;
    }
    const DType stored = checkpoint.storedType();
    for (const auto& [name, type] : kComputeTypes) {
        if (type == stored) {
            return name;
        }
    }
    return dtypeName(stored);
}

std::int64_t expectedParameters(const ModelConfig& config)
{
    std::int64_t count = 0;
    for (const auto& item : expectedTensors(config)) {
        count += elements(item.second);
    }
    return count;
}

} // namespace

std::int64_t layerParameters(const ModelConfig& config)
{
    std::int64_t count = 0;
    for (const auto& [name, shape] : expectedTensors(config)) {
        count += name.rfind(layerPrefix(0), 0) == 0 ? elements(shape) : 0;
    }
    return count;
}

MemoryForecast forecastMemory(const Checkpoint& checkpoint)
{
    MemoryForecast forecast;
    forecast.storedType = storedTypeName(checkpoint);
    const ModelConfig& config = checkpoint.config();
    if (checkpoint.hasWeights()) {
        forecast.parameters = checkpoint.parameterCount();
        forecast.storedBytes = static_cast<std::int64_t>(checkpoint.byteCount());
    } else {
        forecast.parameters = expectedParameters(config);
        forecast.storedBytes = forecast.parameters * (forecast.storedType == "float32" ? 4 : 2);
    }
    for (const auto& [name, type] : kComputeTypes) {
        const auto size = static_cast<std::int64_t>(byteSize(type));
        const std::int64_t converted = forecast.parameters * size;
        forecast.deviceBytes[name] = converted;
        forecast.hostBytes[name] = name == forecast.storedType ? forecast.storedBytes
                                                               : forecast.storedBytes
                + std::min(converted, layerParameters(config) * size + kSliceBytes);
    }
    return forecast;
}

} // namespace neurograft
