// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace neurograft {

/// Internals of a layer that can be asked for (models.md section 5); values are bits of a request
/// mask.
enum class Internal : std::uint32_t {
    LayerInput = 1U << 0U, ///< x [B,T,d]
    QProjOut = 1U << 1U, ///< as the module returns it, bias included, before RoPE [B,T,H*h]
    KProjOut = 1U << 2U, ///< [B,T,K*h]
    VProjOut = 1U << 3U, ///< [B,T,K*h], before heads are repeated
    AttentionProbabilities = 1U << 4U, ///< [B,H,T,S]; switches fused attention off for the layer
    AttentionZ = 1U << 5U, ///< z, input of o_proj [B,T,H*h]
    AttentionOutput = 1U << 6U, ///< a, output of o_proj [B,T,d]
    ResidualMid = 1U << 7U, ///< r = x + a [B,T,d]
    GateProjOut = 1U << 8U, ///< before silu [B,T,f]
    FfnGate = 1U << 9U, ///< silu(gate) [B,T,f]
    UpProjOut = 1U << 10U, ///< [B,T,f]
    FfnCoefficients = 1U << 11U, ///< m = silu(gate) * up [B,T,f]
    FfnOutput = 1U << 12U, ///< o, output of down_proj before the residual addition [B,T,d]
    LayerOutput = 1U << 13U, ///< y = r + o [B,T,d]
};

/// What to hand out while a layer runs. The sink gets each requested tensor in the compute type, in
/// the order of computation; it must not keep more than it needs: nothing else holds them.
struct LayerCapture {
    std::uint32_t request = 0;
    std::function<void(Internal, const at::Tensor&)> sink;

    bool wants(Internal internal) const
    {
        return (request & static_cast<std::uint32_t>(internal)) != 0;
    }
    void offer(Internal internal, const at::Tensor& tensor) const
    {
        if (wants(internal)) {
            sink(internal, tensor);
        }
    }
};

} // namespace neurograft
