// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/pairwise_measure.h"

namespace neurograft {

/// Measures between two decompositions X = U_x diag(s_x) V_x^T, Y = U_y diag(s_y) V_y^T of centred
/// samples (similarity.md 2.5, 2.6, 2.9). With rho the singular values of U_x^T U_y, clipped to
/// [0,1]:
enum class FactorMeasure {
    MeanCca, ///< mean of rho
    SquaredCca, ///< mean of rho^2 (R^2_CCA)
    Svcca, ///< mean of rho between the leading directions (Raghu et al. 2017, arXiv:1706.05806)
    PwccaStudent, ///< rho weighted by the student's variates (Morcos et al. 2018, arXiv:1806.05759)
    PwccaTeacher, ///< the same with the teacher's
    RegressionStudent, ///< R^2 of X from Y: ||U_y^T X||_F^2 / ||X||_F^2
    RegressionTeacher, ///< R^2 of Y from X
    Procrustes, ///< nu = ||X^T Y||_* / (||X||_F ||Y||_F) (Williams et al. 2021, arXiv:2110.14739)
    ProcrustesDistance, ///< sqrt(2 - 2 nu)
    ProcrustesAngle, ///< arccos(min(1, nu))
    Eigenspace, ///< ||U_x,k^T U_y,k||_F^2 / k
};

class FactorComparison final : public PairwiseMeasure {
public:
    FactorComparison(FactorMeasure measure, const MeasureOptions& options);

    SourceNeeds needs() const override;
    Layer prepare(const LayerSource& source) const override { return source.factors; }
    double selfIdeal() const override;

protected:
    Similarity pair(const PreparedLayer& student, const PreparedLayer& teacher) const override;

private:
    FactorMeasure m_measure;
    MeasureOptions m_options;
};

} // namespace neurograft
