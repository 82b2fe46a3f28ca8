// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/captured_cases.h"

#include "core/engine/attribution/finite_values.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/tensor.h>

#include <utility>

namespace neurograft {

namespace {

constexpr const char* kWhat = "attribution"; ///< in messages

std::uint32_t bit(Internal internal)
{
    return static_cast<std::uint32_t>(internal);
}

/// What all layers keep of all cases, in one piece per kind: small pieces between a layer's large
/// temporary ones would keep the allocator from using their room again for the next layer.
CapturedCases emptyCases(const TransformerModel& model, std::int64_t count)
{
    const ModelConfig& config = model.config();
    const auto empty = [&](std::int64_t width) {
        return at::empty({config.layers, count, width},
                         at::device(model.device()).dtype(at::kFloat));
    };
    const std::int64_t d = config.hiddenSize;
    const at::Tensor x = empty(d), a = empty(d), r = empty(d), o = empty(d);
    const at::Tensor m = empty(config.intermediateSize);
    const at::Tensor z = empty(config.heads * config.headDim);
    CapturedCases cases;
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        LayerCases kept;
        kept.x = x[layer];
        kept.a = a[layer];
        kept.r = r[layer];
        kept.o = o[layer];
        kept.m = m[layer];
        kept.z = z[layer];
        cases.layers.push_back(std::move(kept));
    }
    cases.y = empty(d)[0];
    return cases;
}

/// Collects one row's share of every layer: the cases from @p first on.
class RowCapture {
public:
    RowCapture(const TransformerModel& model, const AttributionRow& row, CoefficientPolicy policy,
               std::int64_t first)
        : m_model(model), m_row(row), m_policy(policy),
          m_positions(at::tensor(row.positions).to(model.device())), m_first(first)
    {
    }

    void runLayer(std::int64_t layer, at::Tensor& hidden, const BatchContext& context,
                  LayerCases& kept)
    {
        LayerCapture capture;
        capture.request = bit(Internal::LayerInput) | bit(Internal::AttentionOutput)
            | bit(Internal::ResidualMid) | bit(Internal::FfnOutput) | bit(Internal::FfnCoefficients)
            | bit(Internal::AttentionZ);
        if (m_policy != CoefficientPolicy::Sum) {
            capture.request |= bit(Internal::AttentionProbabilities) | bit(Internal::VProjOut);
        }
        at::Tensor probabilities;
        at::Tensor values;
        // Offered in the order of computation: the first that is not finite is the cause.
        capture.sink = [&](Internal internal, const at::Tensor& tensor) {
            switch (internal) {
            case Internal::LayerInput:
                requireFinite(kWhat, tensor, layer, nullptr);
                keep(kept.x, tensor);
                break;
            case Internal::AttentionOutput:
                keep(kept.a, tensor);
                break;
            case Internal::ResidualMid:
                requireFinite(kWhat, tensor, layer, nullptr);
                keep(kept.r, tensor);
                break;
            case Internal::FfnOutput:
                requireFinite(kWhat, tensor, layer, nullptr);
                keep(kept.o, tensor);
                break;
            case Internal::FfnCoefficients:
                requireFinite(kWhat, tensor, layer, "ffn");
                keep(kept.m, tensor);
                break;
            case Internal::AttentionZ:
                requireFinite(kWhat, tensor, layer, "attn");
                keep(kept.z, tensor);
                break;
            case Internal::AttentionProbabilities:
                probabilities = tensor[0].index_select(1, m_positions).to(at::kFloat); // [H,p,T]
                break;
            case Internal::VProjOut:
                values = tensor[0].to(at::kFloat); // [T,K*h]
                break;
            default:
                break;
            }
        };
        hidden = m_model.runLayer(layer, hidden, context, &capture);
        if (m_policy != CoefficientPolicy::Sum) {
            addSources(probabilities, values, kept);
        }
    }

    /// The scored positions of @p tensor [1,T,w] become the row's cases of @p kept [P,w].
    /// @return those cases
    at::Tensor keep(const at::Tensor& kept, const at::Tensor& tensor) const
    {
        at::Tensor own = kept.narrow(0, m_first, m_positions.size(0));
        own.copy_(tensor[0].index_select(0, m_positions));
        return own;
    }

private:
    /// c[source, (head, dim)] = A[head, position, source] * v[source, kv head, dim].
    void addSources(const at::Tensor& probabilities, const at::Tensor& values,
                    LayerCases& kept) const
    {
        const ModelConfig& config = m_model.config();
        const at::Tensor heads =
            values.view({values.size(0), config.kvHeads, config.headDim})
                .repeat_interleave(config.heads / config.kvHeads, 1); // [T,H,h]
        for (std::size_t i = 0; i < m_row.positions.size(); ++i) {
            const std::int64_t position = m_row.positions[i];
            const bool isLastOnly = m_policy == CoefficientPolicy::LastSource;
            const std::int64_t first = isLastOnly ? position : 0;
            const at::Tensor weights = probabilities.select(1, static_cast<std::int64_t>(i))
                                           .narrow(1, first, position + 1 - first)
                                           .t()
                                           .unsqueeze(2); // [S,H,1]
            const at::Tensor products =
                weights * heads.narrow(0, first, position + 1 - first); // [S,H,h]
            kept.bySource.push_back(products.flatten(1).contiguous());
        }
    }

    const TransformerModel& m_model;
    const AttributionRow& m_row;
    CoefficientPolicy m_policy;
    at::Tensor m_positions;
    std::int64_t m_first;
};

} // namespace

CoefficientPolicy coefficientPolicyFromName(const std::string& name)
{
    if (name == "sum") {
        return CoefficientPolicy::Sum;
    }
    if (name == "last-source") {
        return CoefficientPolicy::LastSource;
    }
    if (name == "per-source") {
        return CoefficientPolicy::PerSource;
    }
    throw UsageError("coefficient", "sum, last-source or per-source", "'" + name + "'");
}

CapturedCases captureCases(const TransformerModel& model, const std::vector<AttributionRow>& rows,
                           CoefficientPolicy policy, const RunContext& context)
{
    const std::int64_t layers = model.config().layers;
    std::int64_t count = 0;
    for (const AttributionRow& row : rows) {
        count += static_cast<std::int64_t>(row.positions.size());
    }
    CapturedCases cases = emptyCases(model, count);
    // One row is counted by its layers, several by themselves.
    const bool isOne = rows.size() == 1;
    const std::int64_t total = isOne ? layers : static_cast<std::int64_t>(rows.size());
    const auto report = [&](std::int64_t done) {
        context.checkpoint({"forward pass", 1, 3, done, total, isOne ? "layers" : "rows"});
    };
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const AttributionRow& row = rows[index];
        RowCapture capture(model, row, policy, cases.count());
        const TokenBatch batch = padLeft({row.ids}, 0, model.device());
        const BatchContext batchContext = model.prepare(batch);
        at::Tensor hidden = model.embed(batch);
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            report(isOne ? layer : static_cast<std::int64_t>(index));
            capture.runLayer(layer, hidden, batchContext,
                             cases.layers[static_cast<std::size_t>(layer)]);
        }
        requireFinite(kWhat, capture.keep(cases.y, hidden), layers - 1, nullptr);
        for (const std::int32_t target : row.targets) {
            cases.targets.push_back(target);
            cases.rowOf.push_back(static_cast<std::int64_t>(index));
            cases.weights.push_back(
                1.0 / (static_cast<double>(rows.size()) * static_cast<double>(row.targets.size())));
        }
    }
    report(total);
    return cases;
}

} // namespace neurograft
