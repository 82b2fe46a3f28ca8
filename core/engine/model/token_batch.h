// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace neurograft {

/// Rows of token ids as one rectangle, padded on the left.
struct TokenBatch {
    at::Tensor ids; ///< [B,T] int64
    at::Tensor mask; ///< [B,T] bool, true = real token; undefined when no row is padded
};

/// Rows of different length as a batch; @p padId fills the left. Rows must not all be empty.
TokenBatch padLeft(const std::vector<std::vector<std::int32_t>>& rows, std::int32_t padId,
                   at::Device device);

} // namespace neurograft
