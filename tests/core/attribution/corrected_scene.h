// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/attribution/attribution_models.h"

#include "core/engine/attribution/corrected_attribution.h"

#include <ATen/ops/from_blob.h>

#include <QtTest>

#include <algorithm>
#include <functional>

namespace neurograft {

inline const std::vector<AttributionRow> kRows{plantedRow(9, 1, 37), plantedRow(14, 3, 11)};

inline CorrectedOptions options(std::int64_t neurons, bool isFull,
                                CoefficientPolicy policy = CoefficientPolicy::Sum)
{
    CorrectedOptions chosen;
    chosen.coefficient = policy;
    chosen.sizes = {neurons, neurons, neurons / 2, 3, false};
    chosen.isFull = isFull;
    return chosen;
}

/// Scores of one layer of a family, [width] float64.
inline at::Tensor layerScores(const FamilyAttribution& family, std::int64_t layer)
{
    void* data = const_cast<float*>(family.scores.data()) + layer * family.width;
    return at::from_blob(data, {family.width}, at::kFloat).to(at::kDouble);
}

inline const FamilyAttribution& familyOf(const ModelAttribution& found, ScoreFamily family)
{
    return *std::find_if(found.families.begin(), found.families.end(),
                         [family](const FamilyAttribution& each) { return each.family == family; });
}

inline std::vector<std::pair<std::int64_t, std::int64_t>>
pairs(const std::vector<std::vector<LayerNeuron>>& lists)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    for (const auto& list : lists) {
        for (const LayerNeuron& each : list) {
            all.emplace_back(each.layer, each.neuron);
        }
    }
    return all;
}

/// One model with its captured cases.
struct Scene {
    ModelConfig config;
    Weights weights;
    std::shared_ptr<TransformerModel> model;
    CapturedCases cases;

    Scene(const std::string& name, CoefficientPolicy policy,
          const std::function<void(Weights&)>& change = {})
        : config(referenceConfig(name)), weights(plantedWeights(config))
    {
        if (change) {
            change(weights);
        }
        model = TransformerModel::fromWeights(config, weights);
        cases = captureCases(*model, kRows, policy, RunContext());
    }
    ModelAttribution attribute(const CorrectedOptions& chosen) const
    {
        return attributeCorrected(*model, cases, chosen, {}, RunContext());
    }
    BruteForce brute() const { return {config, weights, cases}; }
};

inline void addFamilies()
{
    QTest::addColumn<QString>("name");
    for (const char* name : {"llama", "llama-linear", "llama-llama3", "mistral", "qwen2",
                             "qwen2-tied", "qwen3", "qwen3-window"}) {
        QTest::newRow(name) << QString(name);
    }
}

} // namespace neurograft
