// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/sensitivity.h"

#include "core/checkpoint/checkpoint.h"
#include "core/engine/attribution/finite_values.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kSensitivityHeadBytes = 64 * 1024 * 1024; ///< of float32 logits at a time

/// A model's weights, those of one layer replaced by leaves that take gradients.
class LayerLeaves : public WeightSource {
public:
    explicit LayerLeaves(const TransformerModel& model) : m_model(model) { }

    at::Tensor tensor(const std::string& name) const override
    {
        const auto leaf = m_leaves.find(name);
        return leaf == m_leaves.end() ? m_model.parameter(name) : leaf->second;
    }
    at::Device device() const override { return m_model.device(); }
    at::ScalarType computeType() const override { return m_model.computeType(); }

    /// Leaves for all parameters of @p layer, none of another.
    void take(std::int64_t layer)
    {
        m_leaves.clear();
        const std::string prefix = layerPrefix(static_cast<int>(layer));
        for (const auto& item : expectedTensors(m_model.config())) {
            if (item.first.compare(0, prefix.size(), prefix) == 0) {
                m_leaves[item.first] =
                    m_model.parameter(item.first).to(at::kFloat).detach().requires_grad_(true);
            }
        }
    }
    std::map<std::string, at::Tensor>& leaves() { return m_leaves; }

private:
    const TransformerModel& m_model;
    std::map<std::string, at::Tensor> m_leaves;
};

class SensitivityRun {
public:
    SensitivityRun(const TransformerModel& model, const std::vector<Module>& modules,
                   const RunContext& context, SensitivityEnds ends)
        : m_source(std::make_shared<LayerLeaves>(model)), m_plain(model),
          m_model(model.config(), m_source), m_context(context), m_ends(model, ends),
          m_hasEnds(ends.any()), m_layers(model.config().layers)
    {
        m_result.layers.assign(static_cast<std::size_t>(m_layers), 0.0);
        for (const Module module : modules) {
            m_result.matrices[module].resize(static_cast<std::size_t>(m_layers));
            for (std::int64_t layer = 0; layer < m_layers; ++layer) {
                m_moduleOf[weightName(static_cast<int>(layer), module)] = module;
            }
        }
    }

    Sensitivity run(const std::vector<TokenizedRow>& rows)
    {
        m_total = static_cast<std::int64_t>(rows.size()) * m_layers;
        for (const TokenizedRow& row : rows) {
            addRow(row);
        }
        report();
        m_result.embedding = m_ends.embedding();
        m_result.head = m_ends.head();
        return std::move(m_result);
    }

private:
    void report() const
    {
        m_context.checkpoint({"sensitivity", 1, 2, m_done, m_total, "layers of rows"});
    }

    void addRow(const TokenizedRow& row)
    {
        const TokenBatch batch = padLeft({row.ids}, 0, m_plain.device());
        const BatchContext batchContext = m_plain.prepare(batch);
        std::vector<at::Tensor> inputs;
        at::Tensor hidden;
        {
            const at::NoGradGuard noGrad;
            hidden = m_plain.embed(batch);
            for (std::int64_t layer = 0; layer < m_layers; ++layer) {
                m_context.throwIfStopped();
                inputs.push_back(hidden);
                const LayerCapture checked = finiteCoefficients("sensitivity", layer);
                hidden = m_plain.runLayer(layer, hidden, batchContext, &checked);
            }
        }
        const at::AutoGradMode withGradients(true);
        at::Tensor gradient = headGradient(hidden, batch.ids[0], row.responseStart); // [1,T,d]
        for (std::int64_t layer = m_layers - 1; layer >= 0; --layer) {
            report();
            gradient = addLayer(layer, inputs.back(), batchContext, gradient);
            inputs.pop_back();
            ++m_done;
        }
        if (m_hasEnds) {
            m_ends.add(hidden[0], batch.ids[0], row.responseStart, gradient[0]);
        }
    }

    /// d loss / d hidden of the mean cross-entropy of the labels, a few positions at a time.
    at::Tensor headGradient(const at::Tensor& hidden, const at::Tensor& ids,
                            std::int64_t responseStart) const
    {
        const std::int64_t tokens = ids.size(0);
        const std::int64_t labels = tokens - responseStart;
        const std::int64_t chunk = std::max<std::int64_t>(
            1, kSensitivityHeadBytes / (m_plain.config().vocabSize * std::int64_t{sizeof(float)}));
        at::Tensor gradient = at::zeros_like(hidden);
        for (std::int64_t first = responseStart - 1; first < tokens - 1; first += chunk) {
            const std::int64_t count = std::min(chunk, tokens - 1 - first);
            const at::Tensor part =
                hidden[0].narrow(0, first, count).detach().requires_grad_(true); // [n,d]
            const at::Tensor logprobs = at::log_softmax(m_plain.head(part), 1);
            const at::Tensor loss =
                -logprobs.gather(1, ids.narrow(0, first + 1, count).unsqueeze(1)).sum()
                / static_cast<double>(labels);
            gradient[0].narrow(0, first, count).copy_(torch::autograd::grad({loss}, {part})[0]);
        }
        return gradient;
    }

    /// Runs a layer again with its parameters as leaves. @return d loss / d input
    at::Tensor addLayer(std::int64_t layer, const at::Tensor& input,
                        const BatchContext& batchContext, const at::Tensor& gradient)
    {
        m_source->take(layer);
        std::vector<at::Tensor> done;
        std::string broken;
        for (const auto& item : m_source->leaves()) {
            // The hook looks its leaf up: holding it would keep both alive for ever.
            item.second.register_hook([&, name = item.first](const at::Tensor& own) {
                for (at::Tensor& earlier : done) { // never more than two gradients at once
                    earlier.mutable_grad().reset();
                }
                done.assign(1, m_source->leaves().at(name));
                addParameter(layer, name, done.front().detach(), own.detach(), broken);
            });
        }
        const at::Tensor x = input.detach().requires_grad_(true);
        const at::Tensor y = m_model.runLayer(layer, x, batchContext);
        torch::autograd::backward({y}, {gradient});
        const at::Tensor result = x.grad().detach();
        m_source->leaves().clear();
        if (!broken.empty()) {
            throw DomainError("sensitivity, layer " + std::to_string(layer) + ", " + broken,
                              "a finite gradient", "NaN or infinity");
        }
        return result;
    }

    /// S += |theta * gradient|.
    void addParameter(std::int64_t layer, const std::string& name, const at::Tensor& values,
                      const at::Tensor& gradient, std::string& broken)
    {
        const at::NoGradGuard noGrad;
        const at::Tensor product = (values * gradient).abs_();
        const double sum = product.sum(at::kDouble).item<double>();
        if (!(sum < std::numeric_limits<double>::infinity())) {
            broken = name;
            return;
        }
        m_result.layers[static_cast<std::size_t>(layer)] += sum;
        const auto module = m_moduleOf.find(name);
        if (module == m_moduleOf.end()) {
            return;
        }
        at::Tensor& kept = m_result.matrices[module->second][static_cast<std::size_t>(layer)];
        kept = kept.defined() ? kept.add_(product) : product;
    }

    std::shared_ptr<LayerLeaves> m_source;
    const TransformerModel& m_plain;
    TransformerModel m_model; ///< over the leaves
    const RunContext& m_context;
    EndSensitivity m_ends;
    bool m_hasEnds;
    std::int64_t m_layers;
    std::map<std::string, Module> m_moduleOf; ///< of the weights whose S is kept
    Sensitivity m_result;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
};

} // namespace

std::vector<TokenizedRow> sensitivityRows(const Dataset& data, const Tokenizer& tokenizer,
                                          std::int64_t maxLength)
{
    if (!tokenizer.eosId()) {
        throw StudyError("tokenizer", "an eos_token to end answers with", "none",
                         "Name it in tokenizer_config.json.");
    }
    const std::string eos = tokenizer.decode({*tokenizer.eosId()});
    const std::string lineEnds = "\n\n";
    std::vector<TokenizedRow> rows;
    for (const ExampleRow& example : data.rows) {
        ExampleRow ended = example;
        const std::size_t length = ended.response.size();
        if (ended.messages > 0 && length >= lineEnds.size()
            && ended.response.compare(length - lineEnds.size(), lineEnds.size(), lineEnds) == 0) {
            ended.response.resize(length - lineEnds.size());
        }
        ended.response += eos;
        TokenizedRow row = tokenizeRow(tokenizer, ended, maxLength);
        if (row.hasResponse()) {
            rows.push_back(std::move(row));
        }
    }
    if (rows.empty()) {
        throw StudyError(data.path.string(), "at least one row with a label",
                         std::to_string(data.rows.size()) + " rows without one",
                         "Raise --max-length, or check that the rows have responses.");
    }
    return rows;
}

Sensitivity measureSensitivity(const TransformerModel& model, const std::vector<TokenizedRow>& rows,
                               const std::vector<Module>& modules, const RunContext& context,
                               SensitivityEnds ends)
{
    return SensitivityRun(model, modules, context, ends).run(rows);
}

} // namespace neurograft
