// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/rotary.h"

#include "core/engine/model/row_kernels.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <cmath>

namespace neurograft {

namespace {

/// Llama 3.1's stretch of long wavelengths, elementwise in float32.
float stretchedFrequency(float frequency, const RopeScaling& scaling)
{
    const auto factor = static_cast<float>(scaling.factor);
    const auto low = static_cast<float>(scaling.lowFrequencyFactor);
    const auto high = static_cast<float>(scaling.highFrequencyFactor);
    const auto original = static_cast<float>(scaling.originalMaxPositions);
    const float wavelength = static_cast<float>(2.0 * M_PI) / frequency;
    if (wavelength < original / high) {
        return frequency;
    }
    if (wavelength > original / low) {
        return frequency / factor;
    }
    const float share = (original / wavelength - low) / (high - low);
    return (1.0F - share) * frequency / factor + share * frequency;
}

/// Base of `dynamic` scaling: grows once the text is longer than max_position_embeddings.
double stretchedBase(const ModelConfig& config, std::int64_t tokens)
{
    if (config.ropeScaling.kind != RopeScaling::Kind::Dynamic || tokens <= config.maxPositions) {
        return config.ropeTheta;
    }
    const double factor = config.ropeScaling.factor;
    const double length = static_cast<double>(tokens) / static_cast<double>(config.maxPositions);
    const auto h = static_cast<double>(config.headDim);
    return config.ropeTheta * std::pow(factor * length - (factor - 1.0), h / (h - 2.0));
}

} // namespace

at::Tensor rotaryFrequencies(const ModelConfig& config, std::int64_t tokens)
{
    const std::int64_t half = config.headDim / 2;
    at::Tensor frequencies = at::empty({half}, at::kFloat);
    auto* data = frequencies.data_ptr<float>();
    const auto theta = static_cast<float>(stretchedBase(config, tokens));
    for (std::int64_t i = 0; i < half; ++i) {
        const float exponent = static_cast<float>(2 * i) / static_cast<float>(config.headDim);
        float frequency = 1.0F / std::pow(theta, exponent);
        if (config.ropeScaling.kind == RopeScaling::Kind::Linear) {
            frequency /= static_cast<float>(config.ropeScaling.factor);
        } else if (config.ropeScaling.kind == RopeScaling::Kind::Llama3) {
            frequency = stretchedFrequency(frequency, config.ropeScaling);
        }
        data[i] = frequency;
    }
    return frequencies;
}

RotaryTable rotaryTable(const at::Tensor& frequencies, const at::Tensor& positions,
                        at::ScalarType type)
{
    const at::Tensor angles = positions.to(at::kFloat).unsqueeze(-1) * frequencies; // [B,T,h/2]
    const at::Tensor both = at::cat({angles, angles}, -1).unsqueeze(1); // [B,1,T,h]
    return {both.cos().to(type), both.sin().to(type)};
}

at::Tensor applyRotary(const at::Tensor& heads, const RotaryTable& table)
{
    const at::Tensor turned = rotatedRows(heads, table.cos, table.sin);
    if (turned.defined()) {
        return turned;
    }
    const std::int64_t half = heads.size(-1) / 2;
    const at::Tensor first = heads.narrow(-1, 0, half);
    const at::Tensor second = heads.narrow(-1, half, half);
    const at::Tensor rotated = at::cat({-second, first}, -1);
    return heads * table.cos + rotated * table.sin;
}

} // namespace neurograft
