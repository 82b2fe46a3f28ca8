// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/semantic_basis.h"

#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cholesky_solve.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_cholesky_ex.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <c10/util/StringUtil.h>

#include <algorithm>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr double kGramRidge = 1e-8; ///< share of the mean eigenvalue (transfer.md 7.1)
constexpr std::int64_t kBasisBytes = 32 * 1024 * 1024; ///< of float64 directions at a time

/// Words that are worked on together.
std::int64_t wordsAtOnce(std::int64_t width)
{
    return std::max<std::int64_t>(1, kBasisBytes / (width * std::int64_t{sizeof(double)}));
}

at::Tensor nonZeroRows(const at::Tensor& weight, std::int64_t size)
{
    return weight.narrow(0, 0, size).ne(0).any(1).cpu(); // [size]
}

} // namespace

SemanticBasis::SemanticBasis(at::Tensor weight, at::Tensor words, const RunContext& context)
    : m_weight(std::move(weight)), m_words(std::move(words))
{
    if (m_weight.dim() != 2) {
        throw ShapeError("SemanticBasis", "an unembedding [V,d]", c10::str(m_weight.sizes()));
    }
    const at::NoGradGuard noGrad;
    m_words = m_words.to(m_weight.device());
    const auto options = m_weight.options().dtype(at::kDouble);
    at::Tensor gram = at::zeros({width(), width()}, options);
    const std::int64_t chunk = wordsAtOnce(width());
    for (std::int64_t first = 0; first < this->words(); first += chunk) {
        context.throwIfStopped();
        const at::Tensor rows =
            m_weight
                .index_select(0, m_words.narrow(0, first, std::min(chunk, this->words() - first)))
                .to(at::kDouble); // [n,d]
        gram.addmm_(rows.t(), rows);
    }
    gram.add_(at::eye(width(), options),
              kGramRidge * gram.trace().item<double>() / static_cast<double>(width()));
    const auto [factor, info] = at::linalg_cholesky_ex(gram);
    if (info.item<int>() != 0) {
        throw DomainError("SemanticBasis", "an unembedding whose Gram matrix is positive definite",
                          "one that is not at pivot " + std::to_string(info.item<int>()),
                          "Its rows may all be zero, or not finite.");
    }
    m_factor = factor;
}

at::Tensor SemanticBasis::directions(std::int64_t first, std::int64_t count) const
{
    const at::NoGradGuard noGrad;
    const at::Tensor rows =
        m_weight.index_select(0, m_words.narrow(0, first, count)).to(at::kDouble); // [n,d]
    const at::Tensor columns = at::cholesky_solve(rows.t(), m_factor); // [d,n]
    const at::Tensor lengths =
        at::linalg_vector_norm(columns, 2, at::IntArrayRef{0}, true); // [1,n]
    return (columns / lengths).t().contiguous();
}

at::Tensor sharedWords(const at::Tensor& teacherWeight, const at::Tensor& studentWeight,
                       std::int64_t size)
{
    const at::NoGradGuard noGrad;
    const std::int64_t known = std::min({size, teacherWeight.size(0), studentWeight.size(0)});
    return nonZeroRows(teacherWeight, known)
        .logical_and(nonZeroRows(studentWeight, known))
        .nonzero()
        .squeeze(1); // [n]
}

at::Tensor semanticMap(const SemanticBasis& student, const SemanticBasis& teacher,
                       const RunContext& context)
{
    if (student.words() != teacher.words()) {
        throw ShapeError("semanticMap", "two bases of the same words",
                         std::to_string(student.words()) + " and "
                             + std::to_string(teacher.words()));
    }
    const at::NoGradGuard noGrad;
    at::Tensor map;
    const std::int64_t chunk = wordsAtOnce(std::max(student.width(), teacher.width()));
    for (std::int64_t first = 0; first < student.words(); first += chunk) {
        context.throwIfStopped();
        const std::int64_t count = std::min(chunk, student.words() - first);
        const at::Tensor own = student.directions(first, count); // [n,d_s]
        const at::Tensor other =
            &student == &teacher ? own : teacher.directions(first, count).to(own.device());
        const at::Tensor part = at::matmul(own.t(), other); // [d_s,d_t]
        map = map.defined() ? map.add_(part) : part;
    }
    return map.defined() ? map : at::zeros({student.width(), teacher.width()}, at::kDouble);
}

} // namespace neurograft
