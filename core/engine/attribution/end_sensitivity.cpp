// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/end_sensitivity.h"

#include "core/engine/model/weight_product.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_unique.h>
#include <ATen/ops/logaddexp.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <functional>

namespace neurograft {

namespace {

constexpr std::int64_t kEndSensitivitySliceElements = 4 * 1024 * 1024; ///< of a matrix in float32

/// Calls @p use with the first row and the rows, in float32, of every slice of @p matrix.
void forEachSlice(const at::Tensor& matrix,
                  const std::function<void(std::int64_t first, const at::Tensor& rows)>& use)
{
    const std::int64_t height =
        std::max<std::int64_t>(1, kEndSensitivitySliceElements / matrix.size(1));
    for (std::int64_t first = 0; first < matrix.size(0); first += height) {
        use(first,
            matrix.narrow(0, first, std::min(height, matrix.size(0) - first)).to(at::kFloat));
    }
}

/// Adds rows of @p values to those rows of a slice that @p ids name. @param ids [T], of the whole
/// vocabulary
void addRows(at::Tensor& slice, std::int64_t first, const at::Tensor& ids, const at::Tensor& values)
{
    const at::Tensor places = ids - first;
    const at::Tensor inside = places.ge(0).logical_and(places.lt(slice.size(0))).nonzero();
    const at::Tensor chosen = inside.flatten();
    if (chosen.numel() > 0) {
        slice.index_add_(0, places.index_select(0, chosen), values.index_select(0, chosen));
    }
}

} // namespace

EndSensitivity::EndSensitivity(const TransformerModel& model, SensitivityEnds ends)
    : m_model(model), m_ends(ends)
{
    const auto sums = [&model] {
        return at::zeros({model.config().hiddenSize},
                         at::TensorOptions(model.device()).dtype(at::kDouble));
    };
    m_embedding = ends.embedding ? sums() : at::Tensor();
    m_head = ends.head ? sums() : at::Tensor();
}

void EndSensitivity::add(const at::Tensor& hidden, const at::Tensor& ids,
                         std::int64_t responseStart, const at::Tensor& gradient)
{
    const at::NoGradGuard noGrad;
    const bool isTied = m_model.config().isTied;
    if (m_ends.head || (m_ends.embedding && isTied)) {
        addHead(hidden, ids, responseStart, gradient);
    }
    if (m_ends.embedding && !isTied) {
        addEmbedding(ids, gradient);
    }
}

void EndSensitivity::addHead(const at::Tensor& hidden, const at::Tensor& ids,
                             std::int64_t responseStart, const at::Tensor& gradient)
{
    const std::int64_t labels = ids.size(0) - responseStart;
    const at::Tensor normed =
        rmsNorm(hidden.narrow(0, responseStart - 1, labels), m_model.parameter(kFinalNormName),
                m_model.config().rmsNormEps)
            .to(at::kFloat); // [n,d]
    const at::Tensor targets = ids.narrow(0, responseStart, labels);
    const at::Tensor matrix = m_model.unembedding(); // [V,d]
    at::Tensor total; // ln of the sum over the vocabulary, [n]
    forEachSlice(matrix, [&](std::int64_t, const at::Tensor& rows) {
        const at::Tensor part = at::logsumexp(at::matmul(normed, rows.t()), {1});
        total = total.defined() ? at::logaddexp(total, part) : part;
    });
    forEachSlice(matrix, [&](std::int64_t first, const at::Tensor& rows) {
        // d loss / d logit = (p - [target]) / n
        const at::Tensor shares = (at::matmul(normed, rows.t()) - total.unsqueeze(1))
                                      .exp_()
                                      .div_(static_cast<double>(labels)); // [n,c]
        at::Tensor slice = at::matmul(shares.t(), normed); // [c,d]
        addRows(slice, first, targets, normed / -static_cast<double>(labels));
        if (m_model.config().isTied) {
            addRows(slice, first, ids, gradient.to(at::kFloat));
        }
        const at::Tensor sums = slice.mul_(rows).abs_().sum(0, false, at::kDouble); // [d]
        if (m_ends.head) {
            m_head.add_(sums);
        }
        if (m_ends.embedding && m_model.config().isTied) {
            m_embedding.add_(sums);
        }
    });
}

void EndSensitivity::addEmbedding(const at::Tensor& ids, const at::Tensor& gradient)
{
    const auto [unique, places] = at::_unique(ids, true, true);
    at::Tensor sums = at::zeros({unique.size(0), gradient.size(1)}, gradient.options()); // [u,d]
    sums.index_add_(0, places, gradient);
    const at::Tensor rows =
        embeddingRows(m_model.parameter(kEmbeddingName), unique, sums.scalar_type());
    m_embedding.add_(sums.mul_(rows).abs_().sum(0, false, at::kDouble));
}

} // namespace neurograft
