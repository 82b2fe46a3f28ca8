// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/prepared_layer.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// A layer as a vector of unit length over pairs of samples: the similarity of two layers is the
/// dot product of their vectors (similarity.md section 3). CKA of any kernel, distance correlation
/// and RSA have this form.
class UnitVector : public PreparedLayer {
public:
    /// Number of entries.
    virtual std::int64_t size() const = 0;
    /// Writes entries [begin, end) to @p out.
    virtual void fill(std::int64_t begin, std::int64_t end, double* out) const = 0;
};

/// The layers @p vector becomes under orders of its samples. Its entries must be those of the pairs
/// i < j of @p n samples, row by row, and then, if there are more, one for each sample. A square of
/// 4 n^2 bytes is shared by all.
std::vector<PreparedLayer::Pointer>
permutedVectors(const UnitVector& vector, std::int64_t n,
                const std::vector<std::vector<std::int64_t>>& orders);

/// Dot products of every pair, [a.size(), b.size()] row-major, in float64. Pointers may be null and
/// vectors undefined: their cells are NaN. All defined vectors have the same size.
///
/// Works through the entries in slabs: memory stays below kProductBytes whatever n is.
/// @throws Canceled after a stop
std::vector<double> pairProducts(const std::vector<const UnitVector*>& a,
                                 const std::vector<const UnitVector*>& b,
                                 const RunContext& context = {});

/// Dot product of each vector with itself, entry by entry: 1 but for rounding, NaN where undefined.
std::vector<double> selfProducts(const std::vector<const UnitVector*>& vectors,
                                 const RunContext& context = {});

/// Memory budget of pairProducts.
inline constexpr std::int64_t kProductBytes = 16 << 20;

} // namespace neurograft
