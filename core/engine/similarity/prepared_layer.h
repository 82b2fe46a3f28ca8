// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/resample.h"
#include "core/study/undefined_reason.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Whatever of one layer's samples all of its cells of a map share, made once: a centred kernel, a
/// list of neighbours, an orthonormal basis. Immutable.
class PreparedLayer {
public:
    using Pointer = std::shared_ptr<const PreparedLayer>;

    virtual ~PreparedLayer() = default;

    /// Why this layer takes part in no defined cell, or Defined.
    virtual UndefinedReason reason() const = 0;
    /// The same layer once per order: sample i of a result is sample order[i] of this one.
    virtual std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const = 0;
    /// Memory that each further order of permuted() takes.
    virtual std::int64_t orderBytes(std::int64_t samples) const { return 16 * samples; }
    /// The layer of samples drawn with replacement. Copies of one sample are no evidence: they do
    /// not count as pairs or neighbours of each other (decisions.md D54) where a measure could be
    /// lifted by them.
    virtual Pointer resampled(const Resample& resample) const = 0;
    /// Lets go of pages of mapped files until they are needed again.
    virtual void releasePages() const { }
};

} // namespace neurograft
