// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/unit_vector_measure.h"

#include "core/engine/similarity/pairwise_measure.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

std::vector<const UnitVector*> vectorsOf(const SimilarityMeasure::Layers& layers)
{
    std::vector<const UnitVector*> vectors;
    for (const PreparedLayer* layer : layers) {
        vectors.push_back(static_cast<const UnitVector*>(layer));
    }
    return vectors;
}

} // namespace

SourceNeeds UnitVectorMeasure::needs() const
{
    SourceNeeds needs;
    needs.gram = true;
    return needs;
}

std::vector<Similarity> UnitVectorMeasure::pairs(const Layers& students, const Layers& teachers,
                                                 const RunContext& context) const
{
    const std::vector<double> products =
        pairProducts(vectorsOf(students), vectorsOf(teachers), context);
    std::vector<Similarity> cells;
    for (std::size_t i = 0; i < products.size(); ++i) {
        const UndefinedReason reason =
            cellReason(students[i / teachers.size()], teachers[i % teachers.size()]);
        cells.push_back(reason == UndefinedReason::Defined ? similarityOf(valueOf(products[i]))
                                                           : undefinedSimilarity(reason));
    }
    return cells;
}

std::vector<Similarity> UnitVectorMeasure::selfValues(const Layers& layers,
                                                      const RunContext& context) const
{
    const std::vector<double> products = selfProducts(vectorsOf(layers), context);
    std::vector<Similarity> cells;
    for (std::size_t i = 0; i < products.size(); ++i) {
        const UndefinedReason reason = cellReason(layers[i], layers[i]);
        cells.push_back(reason == UndefinedReason::Defined ? similarityOf(valueOf(products[i]))
                                                           : undefinedSimilarity(reason));
    }
    return cells;
}

KernelCka::KernelCka(Kernel kernel, CkaEstimator estimator, double rbfScale)
    : m_kernel(kernel), m_estimator(estimator), m_rbfScale(rbfScale)
{
}

SimilarityMeasure::Layer KernelCka::prepare(const LayerSource& source) const
{
    return std::make_shared<const KernelVector>(KernelMatrix(*source.gram, m_kernel, m_rbfScale),
                                                m_estimator);
}

SimilarityMeasure::Layer DistanceCorrelation::prepare(const LayerSource& source) const
{
    return std::make_shared<const KernelVector>(
        KernelMatrix(*source.gram, Kernel::NegativeDistance), CkaEstimator::Biased);
}

double DistanceCorrelation::valueOf(double product) const
{
    return std::sqrt(std::max(product, 0.0));
}

} // namespace neurograft
