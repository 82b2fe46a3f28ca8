// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/neuron_token_tables.h"

#include "core/engine/attribution/vocabulary_projection.h"

#include <ATen/ops/stack.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace neurograft {

namespace {

constexpr std::size_t kBestOfModel = 32;
constexpr std::size_t kNeuronTokenTablesRowsAtOnce = 16; ///< neurons whose logits are held together
constexpr std::int64_t kTokens = 8; ///< of each list

/// A selected neuron, ordered by (score descending, layer, kind, index).
struct Scored {
    NeuronId neuron;
    float score = 0.0F;

    bool operator<(const Scored& other) const
    {
        return score != other.score ? score > other.score
                                    : std::tie(neuron.layer, neuron.kind, neuron.index)
                < std::tie(other.neuron.layer, other.neuron.kind, other.neuron.index);
    }
};

/// All selected columns, best first; value rows act through them.
std::vector<Scored> orderedSelection(const ModelAttribution& found)
{
    std::vector<Scored> all;
    for (const FamilyAttribution& family : found.families) {
        if (family.family == ScoreFamily::Value) {
            continue;
        }
        const NeuronKind kind =
            family.family == ScoreFamily::Ffn ? NeuronKind::Ffn : NeuronKind::Attention;
        for (const std::vector<LayerNeuron>& list : family.best) {
            for (const LayerNeuron& each : list) {
                const auto cell = static_cast<std::size_t>(each.layer * family.width + each.neuron);
                all.push_back({{each.layer, kind, each.neuron}, family.scores[cell]});
            }
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<NeuronId> toldNeurons(const ModelAttribution& found)
{
    std::vector<NeuronId> told;
    std::set<std::pair<std::int64_t, NeuronKind>> seen;
    std::size_t place = 0;
    for (const Scored& each : orderedSelection(found)) {
        const bool isBestOfLayer = seen.insert({each.neuron.layer, each.neuron.kind}).second;
        if (place++ < kBestOfModel || isBestOfLayer) {
            told.push_back(each.neuron);
        }
    }
    return told;
}

/// Texts of a result file end at a zero byte: as a piece of a character is written.
std::string storedText(const std::string& text)
{
    std::string stored;
    for (const char byte : text) {
        stored += byte == '\0' ? std::string("<0x00>") : std::string(1, byte);
    }
    return stored;
}

/// One of the two lists of all neurons.
struct TokenLists {
    std::vector<std::string> texts;
    std::vector<std::int32_t> ids;
    std::vector<float> logits;

    void add(const float* values, const std::vector<std::int64_t>& places,
             const Tokenizer& tokenizer)
    {
        for (const std::int64_t place : places) {
            const auto id = static_cast<std::int32_t>(place);
            texts.push_back(id < tokenizer.size() ? storedText(tokenizer.tokenText(id))
                                                  : std::string());
            ids.push_back(id);
            logits.push_back(values[place]);
        }
    }
};

void addTables(std::vector<Table>& tables, const std::string& path, std::int64_t neurons,
               std::int64_t tokens, TokenLists lists)
{
    Table table;
    table.path = path;
    table.shape = {neurons, tokens};
    table.axes = {"neuron", "rank"};
    table.values = std::move(lists.texts);
    tables.push_back(table);
    table.path = path + "_ids";
    table.values = std::move(lists.ids);
    tables.push_back(table);
    table.path = path + "_logits";
    table.unit = "logit";
    table.attributes = {{"norm", std::string("applied")}};
    table.values = std::move(lists.logits);
    tables.push_back(std::move(table));
}

} // namespace

std::vector<Table> neuronTokenTables(const TransformerModel& model, const Tokenizer& tokenizer,
                                     const ModelAttribution& found, const std::string& role)
{
    const std::vector<NeuronId> neurons = toldNeurons(found);
    if (neurons.empty()) {
        return {};
    }
    const c10::InferenceMode inference;
    std::vector<std::int32_t> places;
    TokenLists promoted;
    TokenLists suppressed;
    for (std::size_t first = 0; first < neurons.size(); first += kNeuronTokenTablesRowsAtOnce) {
        const std::size_t end = std::min(neurons.size(), first + kNeuronTokenTablesRowsAtOnce);
        std::vector<at::Tensor> vectors;
        for (std::size_t i = first; i < end; ++i) {
            vectors.push_back(neuronVector(model, neurons[i]));
        }
        const at::Tensor logits = projectVectors(model, at::stack(vectors), true); // [n,V]
        for (std::size_t i = first; i < end; ++i) {
            const auto* row = logits[static_cast<std::int64_t>(i - first)].const_data_ptr<float>();
            promoted.add(row, extremes(row, logits.size(1), kTokens, true), tokenizer);
            suppressed.add(row, extremes(row, logits.size(1), kTokens, false), tokenizer);
            places.push_back(static_cast<std::int32_t>(neurons[i].layer));
            places.push_back(neurons[i].kind == NeuronKind::Ffn ? 0 : 1);
            places.push_back(static_cast<std::int32_t>(neurons[i].index));
        }
    }
    const auto count = static_cast<std::int64_t>(neurons.size());
    const auto tokens = static_cast<std::int64_t>(promoted.ids.size()) / count;
    const std::string folder = "attribution/" + role + "/tokens/";
    std::vector<Table> tables;
    Table listed;
    listed.path = folder + "neurons";
    listed.shape = {count, 3};
    listed.axes = {"neuron", "layer then kind then index"};
    listed.attributes = {{"kinds", std::string("0 = ffn, 1 = attn")}};
    listed.values = std::move(places);
    tables.push_back(std::move(listed));
    addTables(tables, folder + "promoted", count, tokens, std::move(promoted));
    addTables(tables, folder + "suppressed", count, tokens, std::move(suppressed));
    return tables;
}

} // namespace neurograft
