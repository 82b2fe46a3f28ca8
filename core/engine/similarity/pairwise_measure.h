// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/similarity_measure.h"

namespace neurograft {

/// A measure whose cells are computed one by one.
class PairwiseMeasure : public SimilarityMeasure {
public:
    std::vector<Similarity> pairs(const Layers& students, const Layers& teachers,
                                  const RunContext& context) const final;

protected:
    /// @pre both layers were prepared by this measure and are defined
    virtual Similarity pair(const PreparedLayer& student, const PreparedLayer& teacher) const = 0;
};

/// Reason of a cell that its layers alone decide; Defined when the pair is to be computed.
UndefinedReason cellReason(const PreparedLayer* student, const PreparedLayer* teacher);

} // namespace neurograft
