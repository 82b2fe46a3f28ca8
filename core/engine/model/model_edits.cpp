// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/model_edits.h"

#include "core/checkpoint/module_path.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <optional>
#include <utility>

namespace neurograft {

namespace {

/// Adds x D^T of one edit to y.
struct Projection {
    const at::Tensor& x;
    at::Tensor y;

    at::Tensor operator()(const LowRankEdit& edit) const
    {
        const at::Tensor low = at::linear(x.to(edit.a.scalar_type()), edit.a); // [...,r]
        return y + (at::linear(low, edit.b) * edit.scale).to(y.scalar_type());
    }
    at::Tensor operator()(const NeuronEdit& edit) const
    {
        if (edit.isColumns) {
            const at::Tensor chosen = x.index_select(-1, edit.index).to(edit.delta.scalar_type());
            return y + at::matmul(chosen, edit.delta).to(y.scalar_type());
        }
        const at::Tensor added = at::linear(x.to(edit.delta.scalar_type()), edit.delta); // [...,n]
        return y.index_add(-1, edit.index, added.to(y.scalar_type()));
    }
    at::Tensor operator()(const WholeEdit& edit) const
    {
        return y + at::linear(x.to(edit.delta.scalar_type()), edit.delta).to(y.scalar_type());
    }
};

/// Adds the rows of one edit to the rows of an embedding.
struct Rows {
    const at::Tensor& ids;
    at::Tensor rows;

    at::Tensor operator()(const LowRankEdit& edit) const
    {
        const at::Tensor low = at::embedding(edit.a.t(), ids); // [...,r]
        return rows + (at::linear(low, edit.b) * edit.scale).to(rows.scalar_type());
    }
    at::Tensor operator()(const NeuronEdit&) const
    {
        throw ShapeError("embedding", "a low-rank or whole edit", "an edit of single neurons");
    }
    at::Tensor operator()(const WholeEdit& edit) const
    {
        return rows + at::embedding(edit.delta, ids).to(rows.scalar_type());
    }
};

/// Adds one edit to a float32 sum of the parameter's shape.
struct Dense {
    at::Tensor sum;

    void operator()(const LowRankEdit& edit)
    {
        const at::Tensor product =
            at::matmul(edit.b.to(at::kFloat), edit.a.to(at::kFloat)) * edit.scale;
        // An embedding's factors are stored for [d,V].
        sum.add_(product.sizes() == sum.sizes() ? product : product.t());
    }
    void operator()(const NeuronEdit& edit)
    {
        const at::Tensor delta = edit.delta.to(at::kFloat);
        if (edit.isColumns) {
            sum.index_add_(1, edit.index, delta.t().contiguous());
        } else {
            sum.index_add_(0, edit.index, delta);
        }
    }
    void operator()(const WholeEdit& edit) { sum.add_(edit.delta.to(at::kFloat)); }
};

} // namespace

void ModelEdits::add(const std::string& name, WeightEdit edit)
{
    m_edits[name].push_back(std::move(edit));
}

ModelEdits ModelEdits::ofLayers(std::int64_t first, std::int64_t last) const
{
    ModelEdits chosen;
    for (const auto& [name, edits] : m_edits) {
        const std::optional<std::int64_t> layer = layerOf(name);
        if (!layer || (*layer >= first && *layer <= last)) {
            chosen.m_edits[shiftedLayer(name, -first)] = edits;
        }
    }
    return chosen;
}

at::Tensor ModelEdits::project(const std::string& name, const at::Tensor& x,
                               const at::Tensor& y) const
{
    const auto found = m_edits.find(name);
    at::Tensor result = y;
    if (found != m_edits.end()) {
        for (const WeightEdit& edit : found->second) {
            result = std::visit(Projection{x, result}, edit);
        }
    }
    return result;
}

at::Tensor ModelEdits::embed(const std::string& name, const at::Tensor& ids,
                             const at::Tensor& rows) const
{
    const auto found = m_edits.find(name);
    at::Tensor result = rows;
    if (found != m_edits.end()) {
        for (const WeightEdit& edit : found->second) {
            result = std::visit(Rows{ids, result}, edit);
        }
    }
    return result;
}

at::Tensor ModelEdits::gain(const std::string& name, const at::Tensor& gain) const
{
    const auto found = m_edits.find(name);
    at::Tensor result = gain;
    if (found != m_edits.end()) {
        for (const WeightEdit& edit : found->second) {
            result = result + std::get<WholeEdit>(edit).delta.to(result.scalar_type());
        }
    }
    return result;
}

at::Tensor ModelEdits::sum(const std::string& name, at::IntArrayRef shape) const
{
    Dense dense{at::zeros(shape, at::kFloat)};
    const auto found = m_edits.find(name);
    if (found != m_edits.end()) {
        for (const WeightEdit& edit : found->second) {
            std::visit([&dense](const auto& which) { dense(which); }, edit);
        }
    }
    return dense.sum;
}

} // namespace neurograft
