// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/module_path.h"
#include "core/engine/train/parameter.h"

#include <ATen/core/Tensor.h>

#include <vector>

namespace neurograft {

/// What LaTen trains: it makes the change of a student's neurons, one module at a time. Gradients
/// flow to its parameters when they are asked for.
class DeltaMaker {
public:
    virtual ~DeltaMaker() = default;

    /// float32 leaves, named as in files.
    virtual std::vector<Parameter> parameters() const = 0;
    /// Whether delta() looks at the vectors.
    virtual bool readsVectors() const = 0;
    /// @param vectors [L_sel,n,d_t] float32, one per neuron; undefined when they are not read
    /// @return [L_sel,n,d_s] float32: row k of layer i is added to the student's neuron of that
    /// rank
    virtual at::Tensor delta(Module module, const at::Tensor& vectors) const = 0;
};

} // namespace neurograft
