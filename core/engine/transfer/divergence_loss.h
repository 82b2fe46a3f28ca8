// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/train/position_loss.h"

#include <memory>

namespace neurograft {

/// generalisedDivergence() from a teacher of the same vocabulary. The teacher's last hidden states
/// are kept, its logits are made for a chunk at a time and never all at once. Where one model's
/// vocabulary is padded further, the ids both have are compared.
class DivergenceLoss : public PositionLoss {
public:
    /// @param hidden [n,d_t] of the teacher at all labelled positions of a batch
    DivergenceLoss(std::shared_ptr<const TransformerModel> teacher, at::Tensor hidden, double beta);

    at::Tensor losses(const at::Tensor& logits, const at::Tensor& labels,
                      std::int64_t first) const override;

private:
    std::shared_ptr<const TransformerModel> m_teacher;
    at::Tensor m_hidden;
    double m_beta;
};

} // namespace neurograft
