// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/dropout_mask.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace neurograft {

/// Dropout of what goes into an adapter's A while it is trained (transfer.md section 2). The mask
/// of a value follows from the seed of the step, the number of its position, the number of the use
/// and its column (dropoutMask()); so it is the same whatever else goes through the model with it,
/// on any device. Not thread-safe.
class InputDropout {
public:
    /// @param share of the values that become 0, from 0 to below 1
    explicit InputDropout(double share) : m_share(share) { }

    /// Begins the masks of a training step (purpose `train.dropout`, decisions.md D83).
    void begin(std::uint64_t seed);
    /// Says which positions go through next, and begins to count their uses at @p use.
    /// @param places [n] int64 on the CPU: a number for every position of the input, in order
    void setPlaces(const at::Tensor& places, std::int64_t use = 0);
    /// Number of the next use: setUse() draws the masks that followed once more.
    std::int64_t use() const { return m_use; }
    void setUse(std::int64_t use) { m_use = use; }

    /// @p x [...,c] with a share of its values set to 0, the others divided by 1 - share; one use.
    /// @throws ShapeError when its positions are not as many as were announced
    at::Tensor apply(const at::Tensor& x) const;

private:
    DropoutShare m_share;
    std::uint64_t m_seed = 0;
    at::Tensor m_places;
    mutable std::int64_t m_use = 0;
};

} // namespace neurograft
