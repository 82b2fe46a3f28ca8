// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/unit_vector_measure.h"

namespace neurograft {

/// Representational similarity analysis (Kriegeskorte et al. 2008; similarity.md 2.7, D52): row
/// similarities of all pairs of samples, compared between layers by Spearman (average ranks for
/// ties) or Pearson correlation. Either is the dot product of centred vectors of unit length.
class RowSimilarity final : public UnitVectorMeasure {
public:
    /// @param kernel Pearson, Cosine or NegativeDistance
    RowSimilarity(Kernel kernel, bool isRanked);
    Layer prepare(const LayerSource& source) const override;

private:
    Kernel m_kernel;
    bool m_isRanked;
};

} // namespace neurograft
