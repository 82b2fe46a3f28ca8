// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"
#include "core/support/mapped_file.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Gram matrix of one layer's samples, G = Xc Xc^T with Xc column-centred (similarity.md section 1;
/// centring before the product: D55), kept as its strict upper triangle and diagonal. Every
/// measure that looks at pairs of samples, every estimator and every subset of the samples follows
/// from it (kernel_matrix.h).
struct PackedGram {
    std::int64_t n = 0; ///< samples
    at::Tensor upper; ///< [n(n-1)/2] row-major strict upper triangle, float32 or float64, CPU;
                      ///< empty when a sample is not finite
    std::vector<double> diagonal; ///< [n] |xc_i|^2
    std::vector<double> rawSquares; ///< [n] |x_i|^2 before centring
    std::vector<double> rowSums; ///< [n] sum over features of x_i, before centring
    std::int64_t width = 0; ///< p
    double variance = 0.0; ///< sum |x_i - mean|^2 over these samples and their own mean
    bool isFinite = true; ///< false: NaN or infinity among the samples
    std::shared_ptr<const MappedFile> mapping; ///< the file upper lies in, null for own memory
    bool staysInMemory = false; ///< pages of the mapping are not given back between two uses

    /// Offset of entry (row, row + 1) in upper.
    std::int64_t rowStart(std::int64_t row) const { return row * (2 * n - row - 1) / 2; }
    /// The row that holds entry @p entry of upper; the last one beyond its end.
    std::int64_t rowOf(std::int64_t entry) const;
    /// Largest share of ||X|| that ||Xc|| may be and still count as no variance (decisions.md
    /// section 8, code 2).
    double varianceTolerance() const;
};

/// Packs the Gram matrix of @p x.
///
/// Means and diagonal are accumulated in float64. Products run in float32 (float64 for float64
/// samples) over tiles of rows, on the device of @p x; only the upper triangle is computed. A tile
/// is bounded in memory and time, and @p context may stop between two.
/// @param x [n, p], any float type, CPU or CUDA
/// @throws ShapeError when @p x is no matrix, Canceled after a stop
PackedGram packGram(const at::Tensor& x, const RunContext& context = {});

/// Gram matrix of chosen samples, in the order given. @pre indices in [0, n), strictly ascending
PackedGram subsetGram(const PackedGram& gram, const std::vector<std::int64_t>& indices);

} // namespace neurograft
