// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/kernel_vector.h"
#include "core/engine/similarity/similarity_measure.h"

namespace neurograft {

/// A measure that is the dot product of unit vectors: all cells of a map are one matrix product.
class UnitVectorMeasure : public SimilarityMeasure {
public:
    SourceNeeds needs() const override;
    std::vector<Similarity> pairs(const Layers& students, const Layers& teachers,
                                  const RunContext& context) const final;
    std::vector<Similarity> selfValues(const Layers& layers, const RunContext& context) const final;
    bool areCellsComputedTogether() const final { return true; }

protected:
    /// What becomes of a product.
    virtual double valueOf(double product) const { return product; }
};

/// CKA of a kernel (similarity.md 2.1 to 2.4).
class KernelCka final : public UnitVectorMeasure {
public:
    KernelCka(Kernel kernel, CkaEstimator estimator, double rbfScale = 0.5);
    Layer prepare(const LayerSource& source) const override;

private:
    Kernel m_kernel;
    CkaEstimator m_estimator;
    double m_rbfScale;
};

/// Distance correlation (similarity.md 2.9; Szekely, Rizzo, Bakirov 2007): the square root of the
/// biased CKA of Euclidean distances.
class DistanceCorrelation final : public UnitVectorMeasure {
public:
    Layer prepare(const LayerSource& source) const override;

protected:
    double valueOf(double product) const override;
};

} // namespace neurograft
