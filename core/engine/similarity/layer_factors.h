// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/prepared_layer.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

namespace neurograft {

struct CentredSamples;

/// Thin singular value decomposition of a layer's centred samples, Xc = U diag(s) V^T in float64,
/// singular values at or below 1e-10 of the largest left out (similarity.md 2.5). CCA, SVCCA,
/// PWCCA, regression, Procrustes and eigenspace overlap of two layers all follow from
/// U_x^T U_y. Work n p min(n, p).
class LayerFactors final : public PreparedLayer {
public:
    /// @param keepsColumns whether columns() is wanted, for PWCCA
    LayerFactors(const CentredSamples& samples, bool keepsColumns);

    UndefinedReason reason() const override { return m_reason; }
    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override;
    std::int64_t orderBytes(std::int64_t samples) const override;
    /// Rows of the copies and a decomposition of their own.
    Pointer resampled(const Resample& resample) const override;

    std::int64_t samples() const { return m_samples; }
    std::int64_t width() const { return m_width; }
    std::int64_t rank() const { return m_values.size(0); }
    const at::Tensor& left() const { return m_left; } ///< U [n,r]
    const at::Tensor& values() const { return m_values; } ///< s [r], descending
    const at::Tensor& columns() const { return m_columns; } ///< U^T Xc [r,p], or undefined
    /// ||Xc||_F
    double norm() const { return m_norm; }

private:
    LayerFactors() = default;
    void decompose(const at::Tensor& matrix, bool keepsColumns);

    UndefinedReason m_reason = UndefinedReason::Defined;
    std::int64_t m_samples = 0;
    std::int64_t m_width = 0;
    double m_norm = 0.0;
    at::Tensor m_left;
    at::Tensor m_values;
    at::Tensor m_columns;
};

} // namespace neurograft
