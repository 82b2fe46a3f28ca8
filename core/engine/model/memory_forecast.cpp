// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/memory_forecast.h"

#include <array>
#include <utility>

namespace neurograft {

namespace {

constexpr std::array<std::pair<const char*, DType>, 3> kComputeTypes{
    {{"float32", DType::F32}, {"bfloat16", DType::BF16}, {"float16", DType::F16}}};

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
        forecast.deviceBytes[name] =
            forecast.parameters * static_cast<std::int64_t>(byteSize(type));
        forecast.hostBytes[name] = forecast.storedBytes;
    }
    return forecast;
}

} // namespace neurograft
