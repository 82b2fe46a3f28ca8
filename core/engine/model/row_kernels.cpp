// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/row_kernels.h"

#include "core/engine/support/vector_lanes.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

namespace neurograft {

#ifdef NEUROGRAFT_HAS_VECTOR_LANES

namespace {

constexpr std::int64_t kGrain = 16 * 1024; ///< elements per task
constexpr float kLeastExponent = -86.0F; ///< exp() of less is nothing beside the largest's 1

bool areSuitable(std::initializer_list<const at::Tensor*> tensors)
{
    return hasVectorLanes()
        && std::all_of(tensors.begin(), tensors.end(), [](const at::Tensor* tensor) {
               return tensor->is_cpu() && tensor->scalar_type() == at::kFloat && tensor->numel() > 0
                   && !(at::GradMode::is_enabled() && tensor->requires_grad());
           });
}

std::int64_t rowsPerTask(std::int64_t width)
{
    return std::max<std::int64_t>(1, kGrain / width);
}

NEUROGRAFT_AVX2 void normRow(const float* x, const float* gain, float* y, std::int64_t width,
                             float eps)
{
    __m256 squares = _mm256_setzero_ps();
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        const __m256 values = _mm256_loadu_ps(x + i);
        squares = _mm256_fmadd_ps(values, values, squares);
    }
    float sum = sumOf(squares);
    for (; i < width; ++i) {
        sum += x[i] * x[i];
    }
    const float scale = 1.0F / std::sqrt(sum / static_cast<float>(width) + eps);
    for (i = 0; i + kLanes <= width; i += kLanes) {
        const __m256 values = _mm256_mul_ps(_mm256_loadu_ps(x + i), all(scale));
        _mm256_storeu_ps(y + i, _mm256_mul_ps(values, _mm256_loadu_ps(gain + i)));
    }
    for (; i < width; ++i) {
        y[i] = x[i] * scale * gain[i];
    }
}

/// y = (x1 cos1 - x2 sin1, x2 cos2 + x1 sin2) of the two halves of a head.
void rotateRow(const float* x, const float* cos, const float* sin, float* y, std::int64_t half)
{
    for (std::int64_t i = 0; i < half; ++i) {
        y[i] = x[i] * cos[i] - x[half + i] * sin[i];
        y[half + i] = x[half + i] * cos[half + i] + x[i] * sin[half + i];
    }
}

NEUROGRAFT_AVX2 void gateRange(const float* gate, const float* up, float* y, std::int64_t begin,
                               std::int64_t end)
{
    const auto one = [](float g, float u) { return g / (1.0F + std::exp(-g)) * u; };
    std::int64_t i = begin;
    for (; i + kLanes <= end; i += kLanes) {
        const __m256 g = _mm256_loadu_ps(gate + i);
        const __m256 bounded = _mm256_max_ps(g, all(kLeastExponent));
        const __m256 turned = _mm256_sub_ps(_mm256_setzero_ps(), bounded);
        const __m256 exponent = _mm256_max_ps(turned, all(kLeastExponent));
        const __m256 divisor = _mm256_add_ps(exponential(exponent), all(1.0F));
        const __m256 active = _mm256_div_ps(g, divisor);
        _mm256_storeu_ps(y + i, _mm256_mul_ps(active, _mm256_loadu_ps(up + i)));
    }
    for (; i < end; ++i) {
        y[i] = one(gate[i], up[i]);
    }
}

NEUROGRAFT_AVX2 float dotOf(const float* a, const float* b, std::int64_t width)
{
    __m256 sums = _mm256_setzero_ps();
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        sums = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), sums);
    }
    float sum = sumOf(sums);
    for (; i < width; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

NEUROGRAFT_AVX2 void addScaled(const float* x, float scale, float* y, std::int64_t width)
{
    std::int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
        _mm256_storeu_ps(
            y + i, _mm256_fmadd_ps(_mm256_loadu_ps(x + i), all(scale), _mm256_loadu_ps(y + i)));
    }
    for (; i < width; ++i) {
        y[i] += x[i] * scale;
    }
}

/// One query over @p count keys and values, rows of them @p width apart in memory.
void attend(const float* q, const float* k, const float* v, const float* mask, float* z,
            std::int64_t count, std::int64_t width, std::vector<float>& weights)
{
    weights.resize(static_cast<std::size_t>(count));
    const float scale = 1.0F / std::sqrt(static_cast<float>(width));
    float largest = -std::numeric_limits<float>::infinity();
    for (std::int64_t s = 0; s < count; ++s) {
        const float score =
            dotOf(q, k + s * width, width) * scale + (mask != nullptr ? mask[s] : 0.0F);
        weights[static_cast<std::size_t>(s)] = score;
        largest = std::max(largest, score);
    }
    float sum = 0.0F;
    for (float& weight : weights) {
        weight = std::exp(weight - largest);
        sum += weight;
    }
    std::fill(z, z + width, 0.0F);
    for (std::int64_t s = 0; s < count; ++s) {
        addScaled(v + s * width, weights[static_cast<std::size_t>(s)] / sum, z, width);
    }
}

/// Whether the last two dimensions lie in memory as rows one behind the other.
bool hasWholeRows(const at::Tensor& x)
{
    return x.stride(3) == 1 && x.stride(2) == x.size(3);
}

} // namespace

at::Tensor normedRows(const at::Tensor& x, const at::Tensor& gain, double eps)
{
    if (!areSuitable({&x}) || !x.is_contiguous() || gain.requires_grad()) {
        return {};
    }
    const at::Tensor wide = gain.to(at::kFloat).contiguous();
    at::Tensor y = at::empty(x.sizes(), x.options());
    const std::int64_t width = x.size(-1);
    const auto* from = x.const_data_ptr<float>();
    const auto* factors = wide.const_data_ptr<float>();
    auto* to = y.mutable_data_ptr<float>();
    at::parallel_for(0, x.numel() / width, rowsPerTask(width),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             normRow(from + row * width, factors, to + row * width, width,
                                     static_cast<float>(eps));
                         }
                     });
    return y;
}

at::Tensor rotatedRows(const at::Tensor& heads, const at::Tensor& cos, const at::Tensor& sin)
{
    if (!areSuitable({&heads, &cos, &sin}) || heads.stride(3) != 1 || !cos.is_contiguous()
        || !sin.is_contiguous()) {
        return {};
    }
    const std::int64_t count = heads.size(1);
    const std::int64_t tokens = heads.size(2);
    const std::int64_t width = heads.size(3);
    const std::int64_t angles = cos.size(0) == 1 ? 0 : tokens * width; // from row to row
    at::Tensor y = at::empty(heads.sizes(), heads.options());
    const auto* from = heads.const_data_ptr<float>();
    const auto* c = cos.const_data_ptr<float>();
    const auto* s = sin.const_data_ptr<float>();
    auto* to = y.mutable_data_ptr<float>();
    at::parallel_for(0, heads.size(0) * count * tokens, rowsPerTask(width),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             const std::int64_t token = row % tokens;
                             const std::int64_t head = row / tokens % count;
                             const std::int64_t batch = row / tokens / count;
                             const std::int64_t angle = batch * angles + token * width;
                             rotateRow(from + batch * heads.stride(0) + head * heads.stride(1)
                                           + token * heads.stride(2),
                                       c + angle, s + angle, to + row * width, width / 2);
                         }
                     });
    return y;
}

at::Tensor gatedRows(const at::Tensor& gate, const at::Tensor& up)
{
    if (!areSuitable({&gate, &up}) || !gate.is_contiguous() || !up.is_contiguous()) {
        return {};
    }
    at::Tensor y = at::empty(gate.sizes(), gate.options());
    const auto* g = gate.const_data_ptr<float>();
    const auto* u = up.const_data_ptr<float>();
    auto* to = y.mutable_data_ptr<float>();
    // By rows, so that where the lanes begin does not depend on the number of rows.
    const std::int64_t width = gate.size(-1);
    at::parallel_for(0, gate.numel() / width, rowsPerTask(width),
                     [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                             gateRange(g, u, to, row * width, (row + 1) * width);
                         }
                     });
    return y;
}

at::Tensor attendedStep(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                        const at::Tensor& mask)
{
    if (!areSuitable({&q, &k, &v}) || q.size(2) != 1 || !q.is_contiguous() || !hasWholeRows(k)
        || !hasWholeRows(v)
        || (mask.defined() && (!areSuitable({&mask}) || !mask.is_contiguous()))) {
        return {};
    }
    const std::int64_t count = q.size(1);
    const std::int64_t group = count / k.size(1);
    const std::int64_t keys = k.size(2);
    const std::int64_t width = q.size(3);
    at::Tensor z = at::empty(q.sizes(), q.options());
    const auto* from = q.const_data_ptr<float>();
    const auto* keyRows = k.const_data_ptr<float>();
    const auto* valueRows = v.const_data_ptr<float>();
    const float* added = mask.defined() ? mask.const_data_ptr<float>() : nullptr;
    const std::int64_t masks = mask.defined() && mask.size(0) > 1 ? keys : 0; // from row to row
    auto* to = z.mutable_data_ptr<float>();
    at::parallel_for(
        0, q.size(0) * count, rowsPerTask(keys * width), [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> weights;
            for (std::int64_t row = begin; row < end; ++row) {
                const std::int64_t batch = row / count;
                const std::int64_t head = row % count / group;
                attend(from + row * width, keyRows + batch * k.stride(0) + head * k.stride(1),
                       valueRows + batch * v.stride(0) + head * v.stride(1),
                       added != nullptr ? added + batch * masks : nullptr, to + row * width, keys,
                       width, weights);
            }
        });
    return z;
}

#else

at::Tensor normedRows(const at::Tensor&, const at::Tensor&, double)
{
    return {};
}

at::Tensor rotatedRows(const at::Tensor&, const at::Tensor&, const at::Tensor&)
{
    return {};
}

at::Tensor gatedRows(const at::Tensor&, const at::Tensor&)
{
    return {};
}

at::Tensor attendedStep(const at::Tensor&, const at::Tensor&, const at::Tensor&, const at::Tensor&)
{
    return {};
}

#endif

} // namespace neurograft
