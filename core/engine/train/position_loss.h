// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// What is lost at labelled positions as a function of the logits there. Positions come in chunks
/// that are small enough for a few tensors of their logits' size.
class PositionLoss {
public:
    virtual ~PositionLoss() = default;
    /// @param logits [n,V] float32 of the labels numbered from @p first on in their batch
    /// @param labels [n] int64
    /// @return [n], with the graph that leads to the logits
    virtual at::Tensor losses(const at::Tensor& logits, const at::Tensor& labels,
                              std::int64_t first) const = 0;
};

/// -ln p of the label.
class CrossEntropyLoss : public PositionLoss {
public:
    at::Tensor losses(const at::Tensor& logits, const at::Tensor& labels,
                      std::int64_t first) const override;
};

} // namespace neurograft
