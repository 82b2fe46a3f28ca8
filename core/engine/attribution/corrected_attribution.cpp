// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/corrected_attribution.h"

#include "core/engine/attribution/chained_increases.h"
#include "core/engine/attribution/site_search.h"
#include "core/engine/attribution/vocabulary_projection.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/einsum.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kLargeVocabulary = 4096;
constexpr std::int64_t kLayersTogether = 2; ///< whose neurons meet the tokens in the same order

/// The attribution of one model under way.
class CorrectedRun {
public:
    CorrectedRun(const TransformerModel& model, const CapturedCases& cases,
                 const CorrectedOptions& options, const RunContext& context)
        : m_model(model), m_cases(cases), m_options(options), m_context(context),
          m_layers(model.config().layers), m_count(cases.count())
    {
    }

    ModelAttribution run(const AttributionPreview& preview)
    {
        scoreLayers();
        makeSites();
        if (m_options.isFirstOrder) {
            return collectFirstOrder();
        }
        makeSearches();
        if (preview) {
            preview(collect(true));
        }
        const DeltaEvaluator evaluator(m_model, m_bases);
        std::vector<SiteSearch*> searches;
        for (const auto& each : m_searches) {
            searches.push_back(each.search.get());
        }
        std::optional<IntervalEvaluator> intervals;
        if (usesIntervals()) {
            intervals.emplace(m_model, m_bases, 2 * kLayersTogether * m_count, m_context);
        }
        SearchRun(evaluator, intervals ? &*intervals : nullptr, m_model.config().hiddenSize,
                  m_context)
            .run(searches, m_options.isFull);
        if (m_options.isFull) {
            scoreHeads();
        }
        return collect(false);
    }

private:
    struct Search {
        ScoreFamily family = ScoreFamily::Ffn;
        std::vector<std::int64_t> layers; ///< of its sites
        std::unique_ptr<SiteSearch> search;
    };

    bool keepsProbabilities() const
    {
        return !m_options.isFirstOrder && canKeepProbabilities(m_model.config(), m_count);
    }

    /// An order needs nearly all tokens where there are few of them.
    bool usesIntervals() const
    {
        return keepsProbabilities() && !m_options.isFull
            && (m_options.isSetsOnly || m_model.config().vocabSize >= kLargeVocabulary);
    }

    const LayerCases& layerCases(std::int64_t layer) const
    {
        return m_cases.layers[static_cast<std::size_t>(layer)];
    }

    /// Distributions of a site: attention of layer 0, FFN of layer 0, attention of layer 1, …
    std::int64_t baseOf(std::int64_t layer, ScoreFamily family) const
    {
        return (2 * layer + (family == ScoreFamily::Ffn ? 1 : 0)) * m_count;
    }

    /// Section 5.1 for whole layers (A1, D14), and the distributions neurons are measured against.
    void scoreLayers()
    {
        const at::Tensor scales =
            (m_cases.y.to(at::kDouble).square().mean(-1, true) + m_model.config().rmsNormEps)
                .rsqrt(); // [P,1]
        const at::Tensor host = scales.cpu().contiguous();
        m_scales.assign(host.const_data_ptr<double>(), host.const_data_ptr<double>() + m_count);
        m_factor = scales * finalGain(m_model);
        m_context.checkpoint({"layer scores", 2, 3, 0, 1, "passes"});
        ChainedIncreases chain =
            chainedIncreases(m_model, m_cases, m_factor, keepsProbabilities(), m_context);
        m_bases = std::move(chain.bases);
        const at::Tensor increase = chain.increases.cpu().contiguous(); // [2L*P]
        const auto* values = increase.const_data_ptr<double>();
        for (std::int64_t site = 0; site < 2 * m_layers; ++site) {
            double mean = 0.0;
            for (std::int64_t k = 0; k < m_count; ++k) {
                mean += m_cases.weights[static_cast<std::size_t>(k)] * values[site * m_count + k];
            }
            if (!std::isfinite(mean)) {
                throw DomainError("attribution, layer " + std::to_string(site / 2),
                                  "a finite layer score", std::to_string(mean));
            }
            (site % 2 == 0 ? m_result.layerAttention : m_result.layerFfn).push_back(mean);
        }
        m_context.checkpoint({"layer scores", 2, 3, 1, 1, "passes"});
    }

    /// The same for the output of every head: u = x_l, c*w = W_o[:, head] z[head].
    void scoreHeads()
    {
        const ModelConfig& config = m_model.config();
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            m_context.throwIfStopped();
            const LayerCases& each = layerCases(layer);
            const at::Tensor columns = neuronMatrix(m_model, layer, NeuronKind::Attention)
                                           .to(at::kDouble)
                                           .t()
                                           .contiguous()
                                           .view({config.heads, config.headDim, -1}); // [H,h,d]
            const at::Tensor z =
                each.z.to(at::kDouble).view({m_count, config.heads, config.headDim});
            const at::Tensor outputs = at::einsum("phk,hkd->phd", {z, columns}); // [P,H,d]
            const at::Tensor vectors =
                ((each.x.to(at::kDouble).unsqueeze(1) + outputs) * m_factor.unsqueeze(1))
                    .flatten(0, 1); // [P*H,d]
            std::vector<std::int64_t> targets;
            for (const std::int64_t target : m_cases.targets) {
                targets.insert(targets.end(), static_cast<std::size_t>(config.heads), target);
            }
            const at::Tensor base = m_bases.targetLogprobs()
                                        .narrow(0, baseOf(layer, ScoreFamily::Attention), m_count)
                                        .unsqueeze(1); // [P,1]
            const at::Tensor increase =
                (baseDistributions(m_model, vectors, std::move(targets), 0, m_context)
                     .targetLogprobs()
                     .view({m_count, config.heads})
                 - base)
                    .cpu()
                    .contiguous();
            const auto* values = increase.const_data_ptr<double>();
            for (std::int64_t head = 0; head < config.heads; ++head) {
                double mean = 0.0;
                for (std::int64_t k = 0; k < m_count; ++k) {
                    mean += m_cases.weights[static_cast<std::size_t>(k)]
                        * values[k * config.heads + head];
                }
                m_result.heads.push_back(mean);
            }
        }
    }

    /// With as many key/value heads as query heads value rows score as their columns do.
    bool hasOwnValueScores() const { return m_model.config().kvHeads != m_model.config().heads; }

    std::vector<ScoreFamily> ownFamilies() const
    {
        std::vector<ScoreFamily> families{ScoreFamily::Ffn, ScoreFamily::Attention};
        if (hasOwnValueScores()) {
            families.push_back(ScoreFamily::Value);
        }
        return families;
    }

    SiteCases siteCases(std::int64_t layer, ScoreFamily family) const
    {
        const LayerCases& each = layerCases(layer);
        const bool isFfn = family == ScoreFamily::Ffn;
        SiteCases site;
        site.scales = m_scales;
        site.weights = m_cases.weights;
        site.base = baseOf(layer, family);
        // Fewer columns than cases: their products are fewer than those of joint vectors.
        site.sharesColumns = family == ScoreFamily::Value && each.bySource.empty()
            && !usesIntervals() && m_count > m_model.config().heads / m_model.config().kvHeads;
        for (std::int64_t k = 0; k < m_count; ++k) {
            const at::Tensor coefficients = isFfn ? each.m.narrow(0, k, 1)
                : each.bySource.empty()           ? each.z.narrow(0, k, 1)
                                                  : each.bySource[static_cast<std::size_t>(k)];
            site.coefficients.push_back(coefficients.to(at::kCPU, at::kDouble).contiguous());
        }
        return site;
    }

    void makeSites()
    {
        for (const ScoreFamily family : ownFamilies()) {
            for (std::int64_t layer = 0; layer < m_layers; ++layer) {
                m_context.throwIfStopped();
                m_scorers.push_back(std::make_unique<SiteScorer>(
                    m_model, layer, family, siteCases(layer, family), m_bases));
                m_sites.push_back(std::make_unique<SearchedSite>(*m_scorers.back()));
            }
        }
    }

    SearchedSite* siteOf(std::size_t familyIndex, std::int64_t layer) const
    {
        return m_sites[familyIndex * static_cast<std::size_t>(m_layers)
                       + static_cast<std::size_t>(layer)]
            .get();
    }

    std::vector<std::int64_t> layersOf(ScoreFamily family) const
    {
        return selectedLayers(family == ScoreFamily::Ffn ? m_result.layerFfn
                                                         : m_result.layerAttention,
                              m_options.sizes, false);
    }

    /// One search per layer, or one over the selected layers together.
    void makeSearches()
    {
        const std::vector<ScoreFamily> families = ownFamilies();
        for (std::size_t i = 0; i < families.size(); ++i) {
            const std::int64_t wanted = m_options.sizes.of(families[i]);
            const std::vector<std::int64_t> selected = layersOf(families[i]);
            std::vector<SearchedSite*> together;
            for (std::int64_t layer = 0; layer < m_layers; ++layer) {
                if (m_options.sizes.isGlobal
                    && std::binary_search(selected.begin(), selected.end(), layer)) {
                    together.push_back(siteOf(i, layer));
                    continue;
                }
                // With a budget for all layers together the others are scored in full or not.
                m_searches.push_back(
                    {families[i],
                     {layer},
                     std::make_unique<SiteSearch>(std::vector<SearchedSite*>{siteOf(i, layer)},
                                                  m_options.sizes.isGlobal ? 0 : wanted,
                                                  !m_options.isSetsOnly)});
            }
            if (!together.empty()) {
                const std::int64_t all = wanted * static_cast<std::int64_t>(selected.size());
                m_searches.push_back(
                    {families[i], selected,
                     std::make_unique<SiteSearch>(together, all, !m_options.isSetsOnly)});
            }
        }
    }

    FamilyAttribution familyOf(std::size_t index, ScoreFamily family, bool isPreview) const
    {
        FamilyAttribution result;
        result.family = family;
        result.width = familyWidth(m_model.config(), family);
        result.wanted = m_options.sizes.of(family);
        result.layers = layersOf(family);
        result.isFull = m_options.isFull && !isPreview;
        for (std::int64_t layer = 0; layer < m_layers; ++layer) {
            const SearchedSite& site = *siteOf(index, layer);
            const std::vector<double>& values = isPreview ? site.scorer->firstOrder() : site.scores;
            for (const double value : values) {
                result.scores.push_back(static_cast<float>(value));
            }
            if (m_options.coefficient == CoefficientPolicy::PerSource
                && family == ScoreFamily::Attention && !isPreview) {
                result.sources.insert(result.sources.end(), site.sources.begin(),
                                      site.sources.end());
            }
        }
        if (isPreview) {
            return result;
        }
        for (const Search& each : m_searches) {
            if (each.family != family) {
                continue;
            }
            result.evaluated += each.search->evaluated();
            std::vector<LayerNeuron> best;
            for (const FoundNeuron& found : each.search->best()) {
                best.push_back({each.layers[found.site], found.neuron});
            }
            const bool isSelection = m_options.sizes.isGlobal
                ? each.layers.size() > 1 || each.layers == result.layers
                : std::binary_search(result.layers.begin(), result.layers.end(), each.layers[0]);
            if (isSelection) {
                result.best.push_back(std::move(best));
            }
        }
        return result;
    }

    /// First-order scores taken for the exact ones.
    ModelAttribution collectFirstOrder() const
    {
        ModelAttribution result = collect(true);
        for (FamilyAttribution& family : result.families) {
            family.isFull = true;
            family.evaluated = m_layers * family.width;
            selectBest(family, m_options.sizes.isGlobal);
        }
        return result;
    }

    ModelAttribution collect(bool isPreview) const
    {
        ModelAttribution result = m_result;
        const std::vector<ScoreFamily> families = ownFamilies();
        for (std::size_t i = 0; i < families.size(); ++i) {
            result.families.push_back(familyOf(i, families[i], isPreview));
        }
        if (!hasOwnValueScores()) {
            FamilyAttribution value = result.families.back();
            value.family = ScoreFamily::Value;
            value.sources.clear();
            result.families.push_back(std::move(value));
        }
        return result;
    }

    const TransformerModel& m_model;
    const CapturedCases& m_cases;
    const CorrectedOptions& m_options;
    const RunContext& m_context;
    std::int64_t m_layers;
    std::int64_t m_count;
    ModelAttribution m_result; ///< layer scores only
    std::vector<double> m_scales; ///< s of every case
    at::Tensor m_factor; ///< [P,d] s * g: logits are W_U (factor * vector)
    BaseDistributions m_bases;
    std::vector<std::unique_ptr<SiteScorer>> m_scorers; ///< family-major
    std::vector<std::unique_ptr<SearchedSite>> m_sites;
    std::vector<Search> m_searches;
};

} // namespace

ModelAttribution attributeCorrected(const TransformerModel& model, const CapturedCases& cases,
                                    const CorrectedOptions& options,
                                    const AttributionPreview& preview, const RunContext& context)
{
    return CorrectedRun(model, cases, options, context).run(preview);
}

} // namespace neurograft
