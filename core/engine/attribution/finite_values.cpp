// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/finite_values.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>

namespace neurograft {

void requireFinite(const char* what, const at::Tensor& values, std::int64_t layer,
                   const char* neurons)
{
    if (values.isfinite().all().item<bool>()) {
        return;
    }
    std::string where = std::string(what) + ", layer " + std::to_string(layer);
    if (neurons != nullptr) {
        const at::Tensor bad = values.isfinite().logical_not().nonzero();
        where += std::string(", ") + neurons + " neuron "
            + std::to_string(bad[0][values.dim() - 1].item<std::int64_t>());
    }
    throw DomainError(where, "finite values", "NaN or infinity",
                      "The compute type overflowed: try --dtype float32.");
}

LayerCapture finiteCoefficients(const char* what, std::int64_t layer)
{
    LayerCapture capture;
    capture.request = static_cast<std::uint32_t>(Internal::FfnCoefficients)
        | static_cast<std::uint32_t>(Internal::AttentionZ);
    capture.sink = [what, layer](Internal internal, const at::Tensor& tensor) {
        requireFinite(what, tensor, layer, internal == Internal::FfnCoefficients ? "ffn" : "attn");
    };
    return capture;
}

} // namespace neurograft
