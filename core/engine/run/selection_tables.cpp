// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/selection_tables.h"

#include "core/run/error.h"

#include <algorithm>
#include <string>
#include <utility>

namespace neurograft {

namespace {

const std::string kSelectionTablesGroup = "transfer/selection/";

constexpr std::array<ScoreFamily, 3> kSelectionTablesFamilies{
    ScoreFamily::Ffn, ScoreFamily::Attention, ScoreFamily::Value};

using SelectionTablesSide = FamilySelections PairSelection::*;

constexpr std::array<std::pair<const char*, SelectionTablesSide>, 2> kSides{
    {{"teacher", &PairSelection::teacher}, {"student", &PairSelection::student}}};

Table tableOf(const std::string& path, std::vector<std::int64_t> shape,
              std::vector<std::string> axes, std::vector<std::int32_t> values)
{
    Table table;
    table.path = path;
    table.shape = std::move(shape);
    table.axes = std::move(axes);
    table.values = std::move(values);
    return table;
}

void addFamily(const std::vector<PairSelection>& pairs, SelectionTablesSide side,
               ScoreFamily family, const std::string& path, std::vector<Table>& tables)
{
    const NeuronSelection& first = (pairs.front().*side).of(family);
    if (first.layers.empty()) {
        return;
    }
    std::vector<std::int32_t> layers, neurons;
    for (const PairSelection& pair : pairs) {
        const NeuronSelection& selection = (pair.*side).of(family);
        layers.insert(layers.end(), selection.layers.begin(), selection.layers.end());
        for (const std::vector<std::int64_t>& each : selection.neurons) {
            neurons.insert(neurons.end(), each.begin(), each.end());
        }
    }
    const auto examples = static_cast<std::int64_t>(pairs.size());
    const auto count = static_cast<std::int64_t>(first.layers.size());
    const auto width = static_cast<std::int64_t>(first.neurons.front().size());
    tables.push_back(tableOf(path + "_layers", {examples, count}, {"example", "selected layer"},
                             std::move(layers)));
    tables.push_back(tableOf(path, {examples, count, width}, {"example", "selected layer", "rank"},
                             std::move(neurons)));
}

const Table* find(const std::vector<Table>& tables, const std::string& path)
{
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&path](const Table& table) { return table.path == path; });
    return found == tables.end() ? nullptr : &*found;
}

NeuronSelection selectionAt(const Table& layers, const Table& neurons, std::int64_t example)
{
    const std::int64_t count = layers.shape.back();
    const std::int64_t width = neurons.shape.back();
    NeuronSelection selection;
    const auto* layer = layers.as<std::int32_t>().data() + example * count;
    const auto* neuron = neurons.as<std::int32_t>().data() + example * count * width;
    selection.layers.assign(layer, layer + count);
    for (std::int64_t i = 0; i < count; ++i) {
        selection.neurons.emplace_back(neuron + i * width, neuron + (i + 1) * width);
    }
    return selection;
}

} // namespace

std::vector<Table> selectionTables(const std::vector<PairSelection>& pairs)
{
    std::vector<std::int32_t> lines;
    for (const PairSelection& pair : pairs) {
        lines.push_back(static_cast<std::int32_t>(pair.line));
    }
    std::vector<Table> tables{tableOf(kSelectionTablesGroup + "rows",
                                      {static_cast<std::int64_t>(pairs.size())}, {"example"},
                                      std::move(lines))};
    for (const auto& [role, side] : kSides) {
        for (const ScoreFamily family : kSelectionTablesFamilies) {
            addFamily(pairs, side, family,
                      kSelectionTablesGroup + role + "/" + scoreFamilyName(family), tables);
        }
    }
    return tables;
}

std::vector<PairSelection> pairSelections(const std::vector<Table>& tables)
{
    std::vector<PairSelection> pairs;
    const Table* rows = find(tables, kSelectionTablesGroup + "rows");
    if (rows == nullptr) {
        return pairs;
    }
    for (const std::int32_t line : rows->as<std::int32_t>()) {
        pairs.emplace_back().line = line;
    }
    for (const auto& [role, side] : kSides) {
        for (const ScoreFamily family : kSelectionTablesFamilies) {
            const std::string path = kSelectionTablesGroup + role + "/" + scoreFamilyName(family);
            const Table* layers = find(tables, path + "_layers");
            const Table* neurons = find(tables, path);
            if (layers == nullptr && neurons == nullptr) {
                continue;
            }
            if (layers == nullptr || neurons == nullptr || layers->shape.size() != 2
                || neurons->shape.size() != 3 || layers->shape[0] != rows->shape[0]
                || neurons->shape[0] != rows->shape[0] || neurons->shape[1] != layers->shape[1]) {
                throw StoreError(path, "layers and neurons of every example", "other shapes");
            }
            for (std::size_t i = 0; i < pairs.size(); ++i) {
                (pairs[i].*side).of(family) =
                    selectionAt(*layers, *neurons, static_cast<std::int64_t>(i));
            }
        }
    }
    return pairs;
}

} // namespace neurograft
