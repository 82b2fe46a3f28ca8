// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/neuron_activity.h"

#include "core/engine/attribution/vocabulary_projection.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace neurograft {

namespace {

constexpr std::size_t kContextTokens = 12; ///< shown before an active token

} // namespace

std::vector<double> neuronActivations(const TransformerModel& model, const NeuronId& neuron,
                                      const std::vector<std::int32_t>& ids,
                                      const RunContext& context)
{
    neuronVector(model, neuron); // throws for what is not there
    const TokenBatch batch = padLeft({ids}, 0, model.device());
    const BatchContext batchContext = model.prepare(batch);
    at::Tensor hidden = model.embed(batch);
    at::Tensor found;
    LayerCapture capture;
    capture.request = static_cast<std::uint32_t>(
        neuron.kind == NeuronKind::Ffn ? Internal::FfnCoefficients : Internal::AttentionZ);
    capture.sink = [&](Internal, const at::Tensor& tensor) {
        found = tensor[0].select(1, neuron.index).to(at::kCPU, at::kDouble).contiguous(); // [T]
    };
    for (std::int64_t layer = 0; layer <= neuron.layer; ++layer) {
        context.throwIfStopped();
        hidden =
            model.runLayer(layer, hidden, batchContext, layer == neuron.layer ? &capture : nullptr);
    }
    const auto* values = found.const_data_ptr<double>();
    return {values, values + found.numel()};
}

std::vector<ActiveToken> mostActiveTokens(const TransformerModel& model, const Tokenizer& tokenizer,
                                          const NeuronId& neuron, const Dataset& data, int top,
                                          bool strongest, const RunContext& context)
{
    const auto strength = [strongest](const ActiveToken& each) {
        return strongest ? std::abs(each.value) : each.value;
    };
    const auto isBefore = [&strength](const ActiveToken& a, const ActiveToken& b) {
        return strength(a) != strength(b)
            ? strength(a) > strength(b)
            : std::tie(a.line, a.position) < std::tie(b.line, b.position);
    };
    std::vector<ActiveToken> best;
    const auto total = static_cast<std::int64_t>(data.rows.size());
    for (std::int64_t row = 0; row < total; ++row) {
        context.checkpoint({"activations", 1, 1, row, total, "rows"});
        const ExampleRow& example = data.rows[static_cast<std::size_t>(row)];
        const std::vector<std::int32_t> ids = tokenizer.encode(example.text(), true).ids;
        if (ids.empty()) {
            continue;
        }
        const std::vector<double> values = neuronActivations(model, neuron, ids, context);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const ActiveToken found{example.line, static_cast<std::int64_t>(i), values[i], {}, {}};
            if (static_cast<int>(best.size()) == top && !isBefore(found, best.back())) {
                continue;
            }
            const auto place = std::lower_bound(best.begin(), best.end(), found, isBefore);
            const auto kept = best.insert(place, found);
            const std::size_t first = i > kContextTokens ? i - kContextTokens : 0;
            kept->before = tokenizer.decode({ids.begin() + static_cast<std::ptrdiff_t>(first),
                                             ids.begin() + static_cast<std::ptrdiff_t>(i)});
            kept->token = tokenizer.tokenText(ids[i]);
            if (static_cast<int>(best.size()) > top) {
                best.pop_back();
            }
        }
    }
    return best;
}

at::Tensor lensLogits(const TransformerModel& model, const std::vector<std::int32_t>& ids,
                      std::int64_t position, const RunContext& context)
{
    const auto length = static_cast<std::int64_t>(ids.size());
    if (position < 0 || position >= length) {
        throw StudyError("position", "one of " + std::to_string(length) + " tokens, from 0",
                         std::to_string(position));
    }
    const std::vector<std::int32_t> read(ids.begin(), ids.begin() + position + 1);
    const TokenBatch batch = padLeft({read}, 0, model.device());
    const BatchContext batchContext = model.prepare(batch);
    at::Tensor hidden = model.embed(batch);
    std::vector<at::Tensor> states;
    for (std::int64_t layer = 0; layer < model.config().layers; ++layer) {
        context.throwIfStopped();
        hidden = model.runLayer(layer, hidden, batchContext);
        states.push_back(hidden[0][position]);
    }
    return model.head(at::stack(states)).cpu().contiguous();
}

} // namespace neurograft
