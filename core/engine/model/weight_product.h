// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace neurograft {

/// y = x W^T + b, whatever type @p weight is stored in: computed in the type of @p x.
///
/// Up to 8 float32 rows (a decoding step) go through thinProducts(). For more, a weight of another
/// type is converted slice by slice, each slice small enough to stay in the cache between its
/// conversion and its product, so that no converted matrix ever exists. On a CPU that costs 9 % for
/// 256 rows of x, measured for 4096 × 4096; converting a whole matrix first is slower and takes its
/// memory. When gradients are wanted of x alone, they take slices of the stored weight, too; when
/// the weight is trained, the whole matrix is converted instead.
/// @param x [..., in]; @param weight [out, in], any float type; @param bias [out] or undefined
/// @return [..., out] in the type of @p x
at::Tensor linearOver(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

/// A weight [out, in] and its bias [out], undefined when there is none.
struct LinearWeights {
    at::Tensor weight;
    at::Tensor bias;
};
/// linearOver() of the same x for several weights, for a decoding step in one go.
std::vector<at::Tensor> linearsOver(const at::Tensor& x, const std::vector<LinearWeights>& weights);

/// Rows @p ids of @p weight [V,d] in @p type: only those rows are converted.
/// @throws StudyError for an id outside [0, V)
at::Tensor embeddingRows(const at::Tensor& weight, const at::Tensor& ids, at::ScalarType type);

} // namespace neurograft
