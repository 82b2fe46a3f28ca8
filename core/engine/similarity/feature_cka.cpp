// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/similarity/feature_cka.h"

#include "core/engine/similarity/degenerate_share.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/dot.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kFeatureCkaSlabBytes = 64 << 20; ///< of a float64 copy of samples

double dotOf(const at::Tensor& a, const at::Tensor& b)
{
    return at::dot(a, b).item<double>();
}

class FeatureLayer final : public PreparedLayer {
public:
    FeatureLayer(std::shared_ptr<const CentredSamples> samples, CkaEstimator estimator)
        : m_samples(std::move(samples)), m_estimator(estimator),
          m_counts(at::ones({m_samples->count()}, at::kDouble)), m_total(m_samples->count())
    {
        prepare();
    }
    FeatureLayer(std::shared_ptr<const CentredSamples> samples, CkaEstimator estimator,
                 const Resample& resample)
        : m_samples(std::move(samples)), m_estimator(estimator),
          m_counts(at::tensor(resample.counts, at::kDouble)),
          m_total(static_cast<std::int64_t>(resample.indices.size()))
    {
        prepare();
    }

    UndefinedReason reason() const override { return m_reason; }

    std::vector<Pointer>
    permuted(const std::vector<std::vector<std::int64_t>>& orders) const override
    {
        std::vector<Pointer> layers;
        for (const std::vector<std::int64_t>& order : orders) {
            FeatureLayer layer = *this;
            const at::Tensor index = at::tensor(order);
            auto samples = std::make_shared<CentredSamples>(*m_samples);
            samples->x = m_samples->x.index_select(0, index);
            samples->squares = m_samples->squares.index_select(0, index);
            layer.m_samples = std::move(samples);
            layer.m_counts = m_counts.index_select(0, index);
            if (m_rowSums.defined()) {
                layer.m_rowSums = m_rowSums.index_select(0, index);
            }
            layers.push_back(std::make_shared<const FeatureLayer>(std::move(layer)));
        }
        return layers;
    }

    std::int64_t orderBytes(std::int64_t samples) const override
    {
        return 8 * samples * m_samples->width();
    }

    Pointer resampled(const Resample& resample) const override
    {
        return std::make_shared<const FeatureLayer>(m_samples, m_estimator, resample);
    }

    /// ||X^T Y||_F^2 and HSIC up to a factor that a ratio does not see.
    struct Product {
        double whole = 0.0;
        double hsic = 0.0;
    };
    Product product(const FeatureLayer& other) const
    {
        const at::Tensor roots = m_counts.sqrt().unsqueeze(1); // [n,1]
        const std::int64_t n = m_samples->count();
        const std::int64_t step = std::max<std::int64_t>(
            1, kFeatureCkaSlabBytes / 8 / (m_samples->width() + other.m_samples->width() + 1));
        at::Tensor cross = at::zeros({m_samples->width(), other.m_samples->width()}, at::kDouble);
        for (std::int64_t begin = 0; begin < n; begin += step) {
            const std::int64_t rows = std::min(step, n - begin);
            const at::Tensor root = roots.narrow(0, begin, rows);
            cross.add_(at::matmul(slab(begin, rows, root).transpose(0, 1),
                                  other.slab(begin, rows, root))); // [p,q]
        }
        const double whole = cross.square().sum().item<double>();
        if (m_estimator == CkaEstimator::Biased) {
            return {whole, whole};
        }
        const auto total = static_cast<double>(m_total);
        const double diagonal =
            dotOf(m_counts * m_counts * m_samples->squares, other.m_samples->squares);
        const double sums = dotOf(m_counts, m_rowSums) * dotOf(other.m_counts, other.m_rowSums);
        const double middle = dotOf(m_counts * m_rowSums, other.m_rowSums);
        return {whole,
                whole - diagonal + sums / ((total - 1.0) * (total - 2.0))
                    - 2.0 / (total - 2.0) * middle};
    }

    double selfTerm() const { return m_selfTerm; }

private:
    at::Tensor slab(std::int64_t begin, std::int64_t rows, const at::Tensor& roots) const
    {
        const at::Tensor x = m_samples->x.narrow(0, begin, rows).to(at::kDouble);
        return (m_centre.defined() ? x - m_centre : x) * roots;
    }

    void prepare()
    {
        const std::int64_t fewest = m_estimator == CkaEstimator::Biased ? 2 : 4;
        m_reason = m_samples->reason;
        if (m_reason != UndefinedReason::NotFinite && m_total < fewest) {
            m_reason = UndefinedReason::TooFewSamples;
        }
        if (m_reason != UndefinedReason::Defined) {
            return;
        }
        const c10::InferenceMode inference;
        const at::Tensor wide = m_samples->x.to(at::kDouble); // [n,p]
        const at::Tensor sum = at::matmul(m_counts, wide); // [p]
        if (m_estimator == CkaEstimator::Biased) {
            m_centre = (sum / static_cast<double>(m_total)).unsqueeze(0); // copies have their mean
        } else {
            m_rowSums = at::matmul(wide, sum) - m_counts * m_samples->squares; // [n]
        }
        const Product self = product(*this);
        m_selfTerm = self.hsic;
        const auto n = static_cast<double>(m_total);
        const double pairs = m_estimator == CkaEstimator::Biased ? n * n : n * (n - 3.0);
        if (!(self.hsic / pairs > kDegenerateShare * self.whole / (n * n))
            || !std::isfinite(self.hsic)) {
            m_reason = UndefinedReason::Degenerate;
        }
    }

    std::shared_ptr<const CentredSamples> m_samples;
    CkaEstimator m_estimator;
    at::Tensor m_counts; ///< [n] float64
    std::int64_t m_total; ///< samples, copies counted
    at::Tensor m_rowSums; ///< [n] of the kernel without diagonal and copies (unbiased)
    at::Tensor m_centre; ///< [1,p] mean of the copies (biased)
    UndefinedReason m_reason = UndefinedReason::Defined;
    double m_selfTerm = 0.0;
};

} // namespace

FeatureCka::FeatureCka(CkaEstimator estimator) : m_estimator(estimator) { }

SourceNeeds FeatureCka::needs() const
{
    SourceNeeds needs;
    needs.centred = true;
    return needs;
}

SimilarityMeasure::Layer FeatureCka::prepare(const LayerSource& source) const
{
    return std::make_shared<const FeatureLayer>(source.centred, m_estimator);
}

Similarity FeatureCka::pair(const PreparedLayer& student, const PreparedLayer& teacher) const
{
    const auto& x = static_cast<const FeatureLayer&>(student);
    const auto& y = static_cast<const FeatureLayer&>(teacher);
    return similarityOf(x.product(y).hsic / std::sqrt(x.selfTerm() * y.selfTerm()));
}

} // namespace neurograft
