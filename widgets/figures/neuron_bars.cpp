// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/neuron_bars.h"

#include "core/run/error.h"
#include "core/store/kept_layers.h"

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace {

constexpr std::int64_t kNeuronBarsMostLayers = 10000;
constexpr std::int64_t kShareWithoutSelection = 10; ///< best: one of so many

/// Values as doubles, whatever type of floating point the file has.
std::vector<double> layerValues(const Table& table)
{
    if (table.shape.size() != 1 || table.shape[0] > kNeuronBarsMostLayers) {
        throw FormatError(table.path, "one value per layer",
                          std::to_string(table.shape.size()) + " axes");
    }
    if (const auto* floats = std::get_if<std::vector<float>>(&table.values)) {
        return {floats->begin(), floats->end()};
    }
    return table.as<double>();
}

} // namespace

void readLayerBars(const ResultFile& result, const std::string& folder, LayerBarsModel& bars)
{
    if (const Table* table = result.find(folder + "layer_ffn")) {
        bars.ffn = layerValues(*table);
    }
    if (const Table* table = result.find(folder + "layer_attn")) {
        bars.attention = layerValues(*table);
    }
}

LayerBarsModel bestBars(const ScoredModel& model)
{
    LayerBarsModel bars;
    bars.role = model.role;
    bars.name = model.name;
    std::int64_t located = 0;
    std::int64_t neurons = 0;
    std::int64_t certain = 0;
    for (const auto& map : model.maps) {
        if (isListedFamily(map->family)) {
            located += static_cast<std::int64_t>(map->located.size());
            neurons += static_cast<std::int64_t>(map->size());
            certain = map->certainRanks; // both have the same
        }
    }
    bars.best = std::min(located > 0 ? located : neurons / kShareWithoutSelection, certain);
    for (const auto& map : model.maps) {
        if (!isListedFamily(map->family)) {
            continue;
        }
        std::vector<double>& counts = map->family == NeuronFamily::Ffn ? bars.ffn : bars.attention;
        counts.assign(static_cast<std::size_t>(map->layers), 0.0);
        for (std::size_t cell = 0; cell < map->ranks.size(); ++cell) {
            if (map->ranks[cell] > 0 && map->ranks[cell] <= bars.best) {
                counts[static_cast<std::size_t>(map->placeOf(cell).layer)] += 1.0;
            }
        }
    }
    return bars;
}

LayerBarsModel sensitivityBars(const ResultFile& result)
{
    LayerBarsModel bars;
    bars.role = QStringLiteral("teacher");
    bars.name = QString::fromStdString(result.manifest.teacher);
    const Table* table = result.find("sensitivity/layer");
    if (table == nullptr) {
        return bars;
    }
    const std::vector<double> sums = layerValues(*table);
    bars.ffn.assign(sums.size(), std::nan(""));
    bars.attention = sums;
    for (const std::int64_t layer : keptLayersOf(result.tables)) {
        if (layer >= 0 && layer < static_cast<std::int64_t>(sums.size())) {
            std::swap(bars.ffn[static_cast<std::size_t>(layer)],
                      bars.attention[static_cast<std::size_t>(layer)]);
        }
    }
    return bars;
}

std::string barTablePath(const LayerBarsData& data, const LayerBarsModel& model, LayerBar bar)
{
    const bool isFirst = bar == LayerBar::Ffn;
    if (data.measure == BarMeasure::Sensitivity) {
        return isFirst ? "sensitivity/layer_kept" : "sensitivity/layer_other";
    }
    const char* head = data.measure == BarMeasure::Best ? "/best_" : "/layer_";
    return "attribution/" + model.role.toStdString() + head + (isFirst ? "ffn" : "attn");
}

std::vector<Table> barTables(const LayerBarsData& data)
{
    std::vector<Table> tables;
    for (const LayerBarsModel& model : data.models) {
        for (const LayerBar bar : {LayerBar::Ffn, LayerBar::Attention}) {
            const std::vector<double>& values = bar == LayerBar::Ffn ? model.ffn : model.attention;
            if (values.empty()) {
                continue;
            }
            Table table;
            table.path = barTablePath(data, model, bar);
            table.shape = {static_cast<std::int64_t>(values.size())};
            table.axes = {"layer"};
            if (data.measure == BarMeasure::Best) {
                table.unit = "neurons";
                table.attributes = {{"best", model.best}};
            } else if (data.measure == BarMeasure::Sensitivity) {
                table.unit = "sum of |theta x gradient|";
            }
            table.values = values;
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace neurograft
