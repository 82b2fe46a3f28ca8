// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/delta_maker.h"

#include <cstdint>
#include <map>
#include <vector>

namespace neurograft {

/// The control without a teacher (transfer.md 6.9): in place of what a translator makes, numbers of
/// the same shape that are trained themselves, 0 at the start. What this reaches, editing the
/// student's neurons reaches without any knowledge from elsewhere.
class FreeDelta : public DeltaMaker {
public:
    /// Neurons of one module that change, per selected layer.
    struct Size {
        Module module;
        std::int64_t neurons = 0; ///< n
    };
    FreeDelta(const std::vector<Size>& sizes, std::int64_t layers, std::int64_t studentWidth,
              at::Device device);

    /// `free.<module>` [L_sel,n,d_s].
    std::vector<Parameter> parameters() const override;
    bool readsVectors() const override { return false; }
    at::Tensor delta(Module module, const at::Tensor& vectors) const override;

private:
    std::vector<Size> m_sizes;
    std::map<Module, at::Tensor> m_values;
};

} // namespace neurograft
