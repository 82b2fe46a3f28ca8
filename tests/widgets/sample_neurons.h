// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_file.h"
#include "widgets/plots/neuron_map_ranks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace neurograft::testing {

/// Small scores of both signs by formula, -0.05 … 0.05.
inline float smallScore(int layer, int index)
{
    return static_cast<float>((layer * 31 + index * 17) % 101 - 50) / 1000.0F;
}

/// The first @p count neurons of every layer by (score descending, index ascending).
inline std::vector<NeuronPlace> bestOfLayers(const NeuronMapData& data, int count)
{
    std::vector<NeuronPlace> places;
    for (int layer = 0; layer < data.layers; ++layer) {
        std::vector<int> order(static_cast<std::size_t>(data.width));
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
            return data.scoreOf({layer, a}) > data.scoreOf({layer, b});
        });
        for (int i = 0; i < count; ++i) {
            places.push_back({layer, order[static_cast<std::size_t>(i)]});
        }
    }
    return places;
}

/// Feed-forward neurons of a student: `S L2 down 137` has +6.08, `S L1 down 20` has −3, all others
/// are small; 17 of each layer are located.
inline NeuronMapData sampleNeurons(int layers = 4, int width = 176, int perLayer = 17)
{
    NeuronMapData data;
    data.layers = layers;
    data.width = width;
    data.group = data.role;
    data.modelName = QStringLiteral("tiny-S");
    for (int layer = 0; layer < layers; ++layer) {
        for (int index = 0; index < width; ++index) {
            data.scores.push_back(smallScore(layer, index));
        }
    }
    if (data.isValid({2, 137})) {
        data.scores[data.offset({2, 137})] = 6.08F;
        data.scores[data.offset({1, 20})] = -3.0F;
    }
    setLocated(data, bestOfLayers(data, perLayer));
    rankNeurons({&data});
    return data;
}

/// Leaves scores of located neurons only, as a pruned run does.
inline void pruneScores(NeuronMapData& data)
{
    for (std::size_t cell = 0; cell < data.scores.size(); ++cell) {
        if (data.isLocated[cell] == 0) {
            data.scores[cell] = std::numeric_limits<float>::quiet_NaN();
        }
    }
    rankNeurons({&data});
}

/// Tables of one model below attribution/<role>/, as cli.md section 3 has them.
inline void addNeurons(ResultFile& result, const std::string& role, int layers, int ffn, int attn,
                       float planted, int plantedLayer, int plantedIndex)
{
    const std::string folder = "attribution/" + role + '/';
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape,
                         std::vector<std::string> axes, Table::Values values) -> Table& {
        Table table;
        table.path = folder + name;
        table.shape = std::move(shape);
        table.axes = std::move(axes);
        table.values = std::move(values);
        result.tables.push_back(std::move(table));
        return result.tables.back();
    };
    for (const bool isFfn : {true, false}) {
        NeuronMapData data;
        data.layers = layers;
        data.width = isFfn ? ffn : attn;
        for (int layer = 0; layer < layers; ++layer) {
            for (int index = 0; index < data.width; ++index) {
                data.scores.push_back(smallScore(layer + (isFfn ? 0 : 7), index));
            }
        }
        if (isFfn) {
            data.scores[data.offset({plantedLayer, plantedIndex})] = planted;
        }
        const int perLayer = data.width / 10;
        std::vector<std::int32_t> indices;
        for (const NeuronPlace& place : bestOfLayers(data, perLayer)) {
            indices.push_back(place.index);
        }
        std::vector<std::int32_t> all(static_cast<std::size_t>(layers));
        std::iota(all.begin(), all.end(), 0);
        std::vector<double> sums;
        for (int layer = 0; layer < layers; ++layer) {
            sums.push_back((isFfn ? 0.5 : 0.25) + 0.125 * layer);
        }
        const std::string kind = isFfn ? "ffn" : "attn";
        Table& layerTable = add("layer_" + kind, {layers}, {"layer"}, sums);
        layerTable.unit = "increase of log p";
        layerTable.attributes = {{"score", std::string("attribution")},
                                 {"mode", std::string("corrected")},
                                 {"target_policy", std::string("last-token")},
                                 {"rows", std::int64_t{1}},
                                 {"skipped", std::int64_t{0}}};
        Table& scores = add(kind, {layers, data.width}, {"layer", "neuron"}, data.scores);
        scores.unit = "increase of log p";
        scores.attributes = {{"score", std::string("attribution")},
                             {"coefficient", std::string("sum")},
                             {"evaluated_fraction", 1.0}};
        Table& chosen = add("selection_" + kind + "_layers", {layers}, {"selected layer"}, all);
        chosen.attributes = {{"rate", 0.1}, {"budget", std::string("per-layer")}};
        Table& selection =
            add("selection_" + kind, {layers, perLayer}, {"selected layer", "place"}, indices);
        selection.attributes = {{"rate", 0.1}, {"budget", std::string("per-layer")}};
    }
}

/// A locate run of the fixtures' sizes (ux.md 6.1) with both planted neurons: 3 072 neurons.
inline ResultFile sampleLocateResult()
{
    ResultFile result;
    result.manifest.programVersion = "0.1.0";
    result.manifest.command = "neurograft locate";
    result.manifest.study = R"({"data":"data/demo.jsonl"})";
    result.manifest.studySha256 = "0a1b";
    result.manifest.createdUtc = "2026-11-26T03:00:00Z";
    result.manifest.teacher = "tiny-T";
    result.manifest.student = "tiny-S";
    addNeurons(result, "teacher", 6, 256, 96, 6.2F, 4, 200);
    addNeurons(result, "student", 4, 176, 64, 6.08F, 2, 137);
    return result;
}

} // namespace neurograft::testing
