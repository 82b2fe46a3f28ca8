// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/divergence_loss.h"

#include "core/engine/transfer/divergence.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

at::Tensor teacherLogits(const TransformerModel& teacher, const at::Tensor& hidden)
{
    const at::NoGradGuard noGrad;
    return teacher.head(hidden); // [n,V_t]
}

} // namespace

DivergenceLoss::DivergenceLoss(std::shared_ptr<const TransformerModel> teacher, at::Tensor hidden,
                               double beta)
    : m_teacher(std::move(teacher)), m_hidden(std::move(hidden)), m_beta(beta)
{
}

at::Tensor DivergenceLoss::losses(const at::Tensor& logits, const at::Tensor& /*labels*/,
                                  std::int64_t first) const
{
    const at::Tensor other =
        teacherLogits(*m_teacher, m_hidden.narrow(0, first, logits.size(0))).to(logits.device());
    const std::int64_t shared = std::min(other.size(1), logits.size(1));
    return generalisedDivergence(other.narrow(1, 0, shared), logits.narrow(1, 0, shared), m_beta);
}

} // namespace neurograft
