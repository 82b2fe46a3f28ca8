// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/similarity_measure.h"

#include "core/engine/similarity/factor_measures.h"
#include "core/engine/similarity/feature_cka.h"
#include "core/engine/similarity/neighbours.h"
#include "core/engine/similarity/row_similarity.h"
#include "core/engine/similarity/sample_pair.h"
#include "core/run/error.h"

#include <map>

namespace neurograft {

namespace {

using Pointer = std::shared_ptr<const SimilarityMeasure>;

Pointer linearCka(CkaEstimator estimator, CkaForm form)
{
    if (form == CkaForm::Features && estimator != CkaEstimator::Minibatch) {
        return std::make_shared<const FeatureCka>(estimator);
    }
    return std::make_shared<const KernelCka>(Kernel::Linear, estimator);
}

Pointer factorMeasure(const std::string& table, const MeasureOptions& options)
{
    static const std::map<std::string, FactorMeasure> kMeasures{
        {"cca", FactorMeasure::MeanCca},
        {"cca-r2", FactorMeasure::SquaredCca},
        {"svcca", FactorMeasure::Svcca},
        {"pwcca", FactorMeasure::PwccaStudent},
        {"pwcca-teacher", FactorMeasure::PwccaTeacher},
        {"regression", FactorMeasure::RegressionStudent},
        {"regression-teacher", FactorMeasure::RegressionTeacher},
        {"procrustes", FactorMeasure::Procrustes},
        {"procrustes-distance", FactorMeasure::ProcrustesDistance},
        {"procrustes-angle", FactorMeasure::ProcrustesAngle},
        {"eigenspace", FactorMeasure::Eigenspace}};
    const auto found = kMeasures.find(table);
    return found == kMeasures.end()
        ? nullptr
        : std::make_shared<const FactorComparison>(found->second, options);
}

Pointer neighbourMeasure(const std::string& table, const MeasureOptions& options)
{
    static const std::map<std::string, NeighbourMeasure> kMeasures{
        {"mutual-knn", NeighbourMeasure::Mutual},
        {"mutual-knn-cosine", NeighbourMeasure::MutualCosine},
        {"jaccard-knn", NeighbourMeasure::Jaccard},
        {"cknna", NeighbourMeasure::Cknna}};
    const auto found = kMeasures.find(table);
    return found == kMeasures.end()
        ? nullptr
        : std::make_shared<const NeighbourComparison>(found->second, options.neighbours);
}

Pointer pairMeasure(const std::string& table, const MeasureOptions& options, CkaForm form)
{
    if (table == "cka") {
        return linearCka(CkaEstimator::Unbiased, form);
    }
    if (table == "cka-biased") {
        return linearCka(CkaEstimator::Biased, form);
    }
    if (table == "cka-minibatch") {
        return linearCka(CkaEstimator::Minibatch, form);
    }
    if (table == "cka-rbf" || table == "cka-rbf-biased") {
        return std::make_shared<const KernelCka>(
            Kernel::Rbf, table == "cka-rbf" ? CkaEstimator::Unbiased : CkaEstimator::Biased,
            options.rbfScale);
    }
    if (table == "rsa" || table == "rsa-pearson") {
        return std::make_shared<const RowSimilarity>(Kernel::Pearson, table == "rsa");
    }
    if (table == "rsa-cosine") {
        return std::make_shared<const RowSimilarity>(Kernel::Cosine, true);
    }
    if (table == "rsa-euclidean") {
        return std::make_shared<const RowSimilarity>(Kernel::NegativeDistance, true);
    }
    if (table == "dcor") {
        return std::make_shared<const DistanceCorrelation>();
    }
    return nullptr;
}

} // namespace

SourceNeeds& SourceNeeds::operator|=(const SourceNeeds& other)
{
    gram = gram || other.gram;
    centred = centred || other.centred;
    factors = factors || other.factors;
    columns = columns || other.columns;
    return *this;
}

LayerSource makeLayerSource(const at::Tensor& x, const SourceNeeds& needs,
                            const RunContext& context)
{
    LayerSource source;
    if (needs.gram) {
        source.gram = packGram(x, context);
    }
    if (needs.needsSamples()) {
        context.throwIfStopped();
        source.centred = std::make_shared<const CentredSamples>(centreSamples(x));
    }
    if (needs.factors) {
        context.throwIfStopped();
        source.factors = std::make_shared<const LayerFactors>(*source.centred, needs.columns);
    }
    if (!needs.centred) {
        source.centred.reset();
    }
    return source;
}

std::vector<Similarity> SimilarityMeasure::selfValues(const Layers& layers,
                                                      const RunContext& context) const
{
    std::vector<Similarity> values;
    for (const PreparedLayer* layer : layers) {
        values.push_back(pairs({layer}, {layer}, context).front());
    }
    return values;
}

Pointer makeMeasure(const std::string& table, const MeasureOptions& options, CkaForm form)
{
    for (const Pointer& measure : {pairMeasure(table, options, form), factorMeasure(table, options),
                                   neighbourMeasure(table, options)}) {
        if (measure) {
            return measure;
        }
    }
    throw UsageError("measure", "a table such as cka, svcca or rsa", "'" + table + "'");
}

std::string estimatorWord(const std::string& table)
{
    static const std::map<std::string, std::string> kWords{
        {"cka", "unbiased"},        {"cka-biased", "biased"},     {"cka-minibatch", "minibatch"},
        {"cka-rbf", "unbiased"},    {"cka-rbf-biased", "biased"}, {"rsa", "Spearman"},
        {"rsa-pearson", "Pearson"}, {"rsa-cosine", "Spearman"},   {"rsa-euclidean", "Spearman"}};
    const auto found = kWords.find(table);
    return found == kWords.end() ? std::string() : found->second;
}

CkaForm cheaperCkaForm(std::int64_t samples, std::int64_t students, std::int64_t studentWidth,
                       std::int64_t teachers, std::int64_t teacherWidth)
{
    if (samples <= kGramSamples) {
        return CkaForm::Gram;
    }
    const auto n = static_cast<double>(samples);
    const auto p = static_cast<double>(studentWidth);
    const auto q = static_cast<double>(teacherWidth);
    const auto pairs = static_cast<double>(students * teachers);
    const double layers = static_cast<double>(students) * p + static_cast<double>(teachers) * q;
    const double gram = n * n * layers + pairs * n * n;
    const double features = 2.0 * n
        * (pairs * p * q + static_cast<double>(students) * p * p
           + static_cast<double>(teachers) * q * q);
    return gram <= features ? CkaForm::Gram : CkaForm::Features;
}

Similarity similarityOfPair(const std::string& table, const at::Tensor& x, const at::Tensor& y,
                            const MeasureOptions& options, CkaForm form)
{
    requireSamplePair("similarityOfPair", x, y);
    const Pointer measure = makeMeasure(table, options, form);
    const SimilarityMeasure::Layer student = measure->prepare(makeLayerSource(x, measure->needs()));
    const SimilarityMeasure::Layer teacher = measure->prepare(makeLayerSource(y, measure->needs()));
    return measure->pairs({student.get()}, {teacher.get()}, {}).front();
}

} // namespace neurograft
