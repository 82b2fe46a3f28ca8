// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/kernel_matrix.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace neurograft {

namespace {

/// What the difference of two equal squared norms may leave, as a share of them.
constexpr double kRowRounding = 1e-14;

template <class T> T medianOf(std::vector<T>& values)
{
    const std::size_t half = values.size() / 2;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) {
        return *middle;
    }
    const T below = *std::max_element(values.begin(), middle);
    return static_cast<T>((below + *middle) / 2);
}

template <class T> double medianDistance(const PackedGram& gram)
{
    std::vector<T> squares(static_cast<std::size_t>(gram.upper.numel()));
    const T* product = gram.upper.const_data_ptr<T>();
    std::size_t at = 0;
    for (std::int64_t i = 0; i < gram.n; ++i) {
        for (std::int64_t j = i + 1; j < gram.n; ++j, ++at) {
            const double square = gram.diagonal[static_cast<std::size_t>(i)]
                + gram.diagonal[static_cast<std::size_t>(j)]
                - 2.0 * static_cast<double>(product[at]);
            squares[at] = static_cast<T>(std::max(square, 0.0));
        }
    }
    return squares.empty() ? 0.0 : static_cast<double>(medianOf(squares));
}

template <class T>
void copyRow(const PackedGram& gram, std::int64_t i, std::int64_t begin, std::int64_t end,
             double* out)
{
    const T* source = gram.upper.const_data_ptr<T>() + gram.rowStart(i) - i - 1;
    for (std::int64_t j = begin; j < end; ++j) {
        *out++ = static_cast<double>(source[j]);
    }
}

/// Entries (i, j) of rows above: one of each row j < i.
template <class T> void copyColumn(const PackedGram& gram, std::int64_t i, double* out)
{
    const T* source = gram.upper.const_data_ptr<T>();
    for (std::int64_t j = 0; j < i; ++j) {
        *out++ = static_cast<double>(source[gram.rowStart(j) + i - j - 1]);
    }
}

bool isDouble(const PackedGram& gram)
{
    return gram.upper.scalar_type() == at::kDouble;
}

} // namespace

double medianSquaredDistance(const PackedGram& gram)
{
    return isDouble(gram) ? medianDistance<double>(gram) : medianDistance<float>(gram);
}

KernelMatrix::KernelMatrix(PackedGram gram, Kernel kernel, double rbfScale)
    : m_gram(std::move(gram)), m_kernel(kernel)
{
    if (!m_gram.isFinite) {
        m_reason = UndefinedReason::NotFinite;
        return;
    }
    const double tolerance = m_gram.varianceTolerance();
    const double raw = std::accumulate(m_gram.rawSquares.begin(), m_gram.rawSquares.end(), 0.0);
    if (m_gram.variance <= tolerance * tolerance * raw) {
        m_reason = UndefinedReason::ZeroVariance;
        return;
    }
    prepare(rbfScale);
}

void KernelMatrix::prepare(double rbfScale)
{
    const auto n = static_cast<std::size_t>(m_gram.n);
    const bool isDistance = m_kernel == Kernel::NegativeDistance || m_kernel == Kernel::Rbf;
    if (m_kernel != Kernel::Linear) {
        m_offset.resize(n);
        for (std::size_t i = 0; i < n; ++i) {
            m_offset[i] =
                isDistance ? m_gram.diagonal[i] : (m_gram.rawSquares[i] - m_gram.diagonal[i]) / 2.0;
        }
    }
    if (m_kernel == Kernel::Cosine || m_kernel == Kernel::Pearson) {
        m_scale.resize(n);
        m_mean.assign(n, 0.0);
        const double tolerance = m_gram.varianceTolerance();
        const double constant = std::max(tolerance * tolerance, kRowRounding);
        for (std::size_t i = 0; i < n; ++i) {
            if (m_kernel == Kernel::Pearson) {
                m_mean[i] =
                    m_gram.rowSums[i] / std::sqrt(std::max(static_cast<double>(m_gram.width), 1.0));
            }
            const double square = m_gram.rawSquares[i] - m_mean[i] * m_mean[i];
            const bool isConstant = square <= constant * m_gram.rawSquares[i];
            m_scale[i] = isConstant ? 0.0 : 1.0 / std::sqrt(square);
            if (isConstant && m_kernel == Kernel::Pearson) {
                m_reason = UndefinedReason::Degenerate;
            }
        }
    }
    if (m_kernel == Kernel::Rbf) {
        const double median = medianSquaredDistance(m_gram);
        m_exponent = -1.0 / (2.0 * rbfScale * rbfScale * median);
        if (!std::isfinite(m_exponent)) {
            m_reason = UndefinedReason::Degenerate;
        }
    }
}

void KernelMatrix::row(std::int64_t i, std::int64_t begin, std::int64_t end, double* out) const
{
    isDouble(m_gram) ? copyRow<double>(m_gram, i, begin, end, out)
                     : copyRow<float>(m_gram, i, begin, end, out);
    apply(i, begin, end, out);
}

double KernelMatrix::entry(std::int64_t i, std::int64_t j) const
{
    double value = 0.0;
    row(std::min(i, j), std::max(i, j), std::max(i, j) + 1, &value);
    return value;
}

void KernelMatrix::wholeRow(std::int64_t i, double* out) const
{
    isDouble(m_gram) ? copyColumn<double>(m_gram, i, out) : copyColumn<float>(m_gram, i, out);
    apply(i, 0, i, out);
    out[i] = diagonal(i);
    row(i, i + 1, m_gram.n, out + i + 1);
}

double KernelMatrix::diagonal(std::int64_t i) const
{
    const auto at = static_cast<std::size_t>(i);
    switch (m_kernel) {
    case Kernel::Linear:
        return m_gram.diagonal[at];
    case Kernel::Raw:
        return m_gram.rawSquares[at];
    case Kernel::Polynomial: {
        const double base = m_gram.rawSquares[at] / static_cast<double>(m_gram.width) + 1.0;
        return base * base * base;
    }
    case Kernel::NegativeDistance:
        return 0.0;
    case Kernel::Cosine:
        return m_scale[at] > 0.0 ? 1.0 : 0.0;
    case Kernel::Pearson:
    case Kernel::Rbf:
        break;
    }
    return 1.0;
}

void KernelMatrix::apply(std::int64_t i, std::int64_t begin, std::int64_t end, double* out) const
{
    if (m_kernel == Kernel::Linear) {
        return;
    }
    const std::int64_t count = end - begin;
    const double own = m_offset[static_cast<std::size_t>(i)];
    const double* other = m_offset.data() + begin;
    switch (m_kernel) {
    case Kernel::Linear:
        break;
    case Kernel::Raw:
        for (std::int64_t k = 0; k < count; ++k) {
            out[k] += own + other[k];
        }
        break;
    case Kernel::Polynomial: {
        const double width = static_cast<double>(m_gram.width);
        for (std::int64_t k = 0; k < count; ++k) {
            const double base = (out[k] + own + other[k]) / width + 1.0;
            out[k] = base * base * base;
        }
        break;
    }
    case Kernel::Cosine:
    case Kernel::Pearson: {
        const double scale = m_scale[static_cast<std::size_t>(i)];
        const double mean = m_mean[static_cast<std::size_t>(i)];
        const double* scales = m_scale.data() + begin;
        const double* means = m_mean.data() + begin;
        for (std::int64_t k = 0; k < count; ++k) {
            out[k] = (out[k] + own + other[k] - mean * means[k]) * scale * scales[k];
        }
        break;
    }
    case Kernel::NegativeDistance:
        for (std::int64_t k = 0; k < count; ++k) {
            out[k] = -std::sqrt(std::max(own + other[k] - 2.0 * out[k], 0.0));
        }
        break;
    case Kernel::Rbf:
        for (std::int64_t k = 0; k < count; ++k) {
            out[k] = std::exp(m_exponent * std::max(own + other[k] - 2.0 * out[k], 0.0));
        }
        break;
    }
}

} // namespace neurograft
