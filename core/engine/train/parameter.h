// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace neurograft {

/// One tensor to be trained: a float32 leaf that requires gradients. The tensor shares its memory
/// with the model that uses it.
struct Parameter {
    std::string name; ///< its path in the checkpoint
    at::Tensor value;
    bool isDecayed = true; ///< weight decay applies (matrices yes, norm gains no)
};

} // namespace neurograft
