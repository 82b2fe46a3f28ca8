// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/divergence.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/logaddexp.h>
#include <c10/util/StringUtil.h>

#include <cmath>
#include <string>

namespace neurograft {

namespace {

/// KL(p || q) [n] of log probabilities.
at::Tensor relativeEntropy(const at::Tensor& logP, const at::Tensor& logQ)
{
    return (logP.exp() * (logP - logQ)).sum(1);
}

} // namespace

at::Tensor generalisedDivergence(const at::Tensor& teacherLogits, const at::Tensor& studentLogits,
                                 double beta)
{
    if (teacherLogits.dim() != 2 || teacherLogits.sizes() != studentLogits.sizes()) {
        throw ShapeError("generalisedDivergence", "logits [n,V] of both models",
                         c10::str(teacherLogits.sizes(), " and ", studentLogits.sizes()));
    }
    if (!(beta >= 0.0 && beta <= 1.0)) {
        throw DomainError("generalisedDivergence", "beta from 0 to 1", std::to_string(beta));
    }
    const at::Tensor logP = at::log_softmax(teacherLogits, 1);
    const at::Tensor logQ = at::log_softmax(studentLogits, 1);
    if (beta == 0.0) {
        return relativeEntropy(logP, logQ);
    }
    if (beta == 1.0) {
        return relativeEntropy(logQ, logP);
    }
    const at::Tensor logM = at::logaddexp(logQ + std::log1p(-beta), logP + std::log(beta));
    return relativeEntropy(logP, logM) * beta + relativeEntropy(logQ, logM) * (1.0 - beta);
}

} // namespace neurograft
