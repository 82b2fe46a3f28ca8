// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace neurograft {

/// LibTorch's word for an element type of a file.
at::ScalarType scalarTypeOf(DType type);

/// Tensor over the mapped bytes of a checkpoint: no copy, stored type, on the CPU. It keeps
/// @p checkpoint alive. Read-only: nothing may write through it.
at::Tensor mappedTensor(const std::shared_ptr<const Checkpoint>& checkpoint,
                        const TensorEntry& entry);

/// The same over any file of tensors.
at::Tensor mappedTensor(const std::shared_ptr<const TensorFile>& file, const TensorEntry& entry);

/// @throws FormatError naming file, tensor and place when a value is NaN or infinite
void requireFinite(const at::Tensor& values, const Checkpoint& checkpoint,
                   const TensorEntry& entry);

/// Tells the kernel that the mapped pages of a tensor are not needed any more; they are read again
/// when they are.
void releasePages(const Checkpoint& checkpoint, const TensorEntry& entry);

} // namespace neurograft
