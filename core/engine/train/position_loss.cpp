// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/train/position_loss.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>

namespace neurograft {

at::Tensor CrossEntropyLoss::losses(const at::Tensor& logits, const at::Tensor& labels,
                                    std::int64_t /*first*/) const
{
    return -at::log_softmax(logits, 1).gather(1, labels.unsqueeze(1)).squeeze(1);
}

} // namespace neurograft
