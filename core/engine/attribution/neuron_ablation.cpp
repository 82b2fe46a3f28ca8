// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/neuron_ablation.h"

#include "core/engine/attribution/vocabulary_projection.h"
#include "core/engine/generate/batch_decoder.h"
#include "core/run/error.h"
#include "core/support/random_stream.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace neurograft {

namespace {

using Site = std::pair<std::int64_t, NeuronKind>;

/// Indices by layer and kind, ascending, each once.
std::map<Site, std::vector<std::int64_t>> bySite(const std::vector<NeuronId>& neurons)
{
    std::map<Site, std::vector<std::int64_t>> sites;
    for (const NeuronId& each : neurons) {
        sites[{each.layer, each.kind}].push_back(each.index);
    }
    for (auto& [site, indices] : sites) {
        std::sort(indices.begin(), indices.end());
        indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
    }
    return sites;
}

double targetProbability(const TransformerModel& model, const AttributionRow& row)
{
    const TokenBatch batch = padLeft({row.ids}, 0, model.device());
    const BatchContext context = model.prepare(batch);
    at::Tensor hidden = model.embed(batch);
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        hidden = model.runLayer(layer, hidden, context);
    }
    const at::Tensor scored =
        hidden[0].index_select(0, at::tensor(row.positions).to(hidden.device())); // [p,d]
    const at::Tensor logprobs =
        at::log_softmax(model.head(scored).to(at::kDouble), 1).cpu(); // [p,V]
    double sum = 0.0;
    for (std::size_t i = 0; i < row.targets.size(); ++i) {
        sum += logprobs[static_cast<std::int64_t>(i)][row.targets[i]].item<double>();
    }
    return std::exp(sum / static_cast<double>(row.targets.size()));
}

} // namespace

std::shared_ptr<TransformerModel> withScaledNeurons(const TransformerModel& model,
                                                    const std::vector<NeuronId>& neurons,
                                                    double factor)
{
    auto edits = std::make_shared<ModelEdits>();
    for (const auto& [site, indices] : bySite(neurons)) {
        const auto [layer, kind] = site;
        neuronVector(model, {layer, kind, indices.front()}); // throws for what is not there
        neuronVector(model, {layer, kind, indices.back()});
        const at::Tensor matrix = neuronMatrix(model, layer, kind); // [d,n]
        const at::Tensor index = at::tensor(indices).to(matrix.device());
        NeuronEdit edit;
        edit.index = index;
        edit.delta = matrix.index_select(1, index).t().to(at::kFloat).contiguous() * (factor - 1.0);
        edit.isColumns = true;
        edits->add(weightName(static_cast<int>(layer),
                              kind == NeuronKind::Ffn ? Module::DownProj : Module::OProj),
                   std::move(edit));
    }
    return model.withEdits(std::move(edits));
}

std::vector<NeuronId> randomNeuronsLike(const ModelConfig& config,
                                        const std::vector<NeuronId>& neurons, std::uint64_t seed,
                                        int draw)
{
    std::vector<NeuronId> drawn;
    for (const auto& [site, indices] : bySite(neurons)) {
        const auto [layer, kind] = site;
        const auto number = static_cast<std::uint64_t>((draw * config.layers + layer) * 2
                                                       + (kind == NeuronKind::Ffn ? 0 : 1));
        std::size_t left = indices.size();
        for (const std::int64_t index : RandomStream(seed, "control.ablation", number)
                                            .permutation(neuronCount(config, kind))) {
            if (left > 0 && !std::binary_search(indices.begin(), indices.end(), index)) {
                drawn.push_back({layer, kind, index});
                --left;
            }
        }
    }
    return drawn;
}

std::vector<RowAnswer> answersOf(const TransformerModel& model,
                                 const std::vector<AttributionRow>& rows, std::int64_t newTokens,
                                 const RunContext& context)
{
    const c10::InferenceMode inference;
    RunContext quiet; // rows are reported, not their tokens
    quiet.isStopRequested = context.isStopRequested;
    DecodeOptions decode;
    decode.maxNewTokens = newTokens;
    decode.eosIds = model.config().eosIds;
    std::vector<RowAnswer> answers;
    for (const AttributionRow& row : rows) {
        context.throwIfStopped();
        RowAnswer answer;
        answer.probability = targetProbability(model, row);
        if (newTokens > 0) {
            DecodeRow prompt;
            prompt.prompt.assign(row.ids.begin(), row.ids.begin() + row.positions.front() + 1);
            answer.continuation = decodeBatch(model, {prompt}, decode, {}, quiet).rows.front().ids;
        }
        answers.push_back(std::move(answer));
    }
    return answers;
}

} // namespace neurograft
