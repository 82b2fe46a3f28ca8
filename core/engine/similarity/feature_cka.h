// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_vector.h"
#include "core/engine/similarity/pairwise_measure.h"

namespace neurograft {

/// Linear CKA by products of features (similarity.md 2.1 and 2.2 (ii)): for samples far above the
/// widths, where Gram matrices would be too large, and the check of the Gram form.
///
/// HSIC_1 from its three sums over pairs of different samples, with K = Xc Xc^T:
/// sum K_ij L_ij = ||Xc^T Yc||_F^2 - sum |xc_i|^2 |yc_i|^2, and row sums xc_i . sum_j xc_j -
/// |xc_i|^2.
class FeatureCka final : public PairwiseMeasure {
public:
    /// @pre not CkaEstimator::Minibatch
    explicit FeatureCka(CkaEstimator estimator);

    SourceNeeds needs() const override;
    Layer prepare(const LayerSource& source) const override;

protected:
    Similarity pair(const PreparedLayer& student, const PreparedLayer& teacher) const override;

private:
    CkaEstimator m_estimator;
};

} // namespace neurograft
