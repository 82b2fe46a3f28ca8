// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/model/model_edits.h"

#include "core/checkpoint/module_path.h"
#include "core/engine/model/input_dropout.h"
#include "core/run/error.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
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
        at::Tensor input = x.to(edit.a.scalar_type());
        if (edit.dropout) {
            input = edit.dropout->apply(input);
        }
        const at::Tensor low = at::linear(input, edit.a); // [...,r]
        if (y.scalar_type() != low.scalar_type() || y.dim() < 2) {
            return y + (at::linear(low, edit.b) * edit.scale).to(y.scalar_type());
        }
        // One product that adds up: neither the change nor its multiple is ever a tensor.
        return at::addmm(y.flatten(0, -2), low.flatten(0, -2), edit.b.t(), 1.0, edit.scale)
            .view(y.sizes());
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
struct ModelEditsRows {
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

/// Adds one edit's rows from @p first on to @p sum: all rows of a parameter, or some of a matrix.
struct Dense {
    at::Tensor sum;
    std::int64_t first = 0;

    at::Tensor typed(const at::Tensor& part) const { return part.to(sum.scalar_type()); }
    void operator()(const LowRankEdit& edit)
    {
        const std::int64_t count = sum.size(0);
        if (edit.a.size(1) == sum.size(1)) {
            const at::Tensor left = typed(edit.b.narrow(0, first, count));
            sum.add_(at::matmul(left, typed(edit.a)) * edit.scale);
        } else { // an embedding's factors are stored for [d,V]
            const at::Tensor right = typed(edit.a.narrow(1, first, count));
            sum.add_((at::matmul(typed(edit.b), right) * edit.scale).t());
        }
    }
    void operator()(const NeuronEdit& edit)
    {
        const at::Tensor delta = typed(edit.delta);
        const std::int64_t count = sum.size(0);
        if (edit.isColumns) {
            sum.index_add_(1, edit.index, delta.narrow(1, first, count).t().contiguous());
            return;
        }
        const at::Tensor isInside = (edit.index >= first) & (edit.index < first + count);
        const at::Tensor chosen = isInside.nonzero().squeeze(1);
        sum.index_add_(0, edit.index.index_select(0, chosen) - first,
                       delta.index_select(0, chosen));
    }
    void operator()(const WholeEdit& edit)
    {
        sum.add_(typed(edit.delta.narrow(0, first, sum.size(0))));
    }
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
            result = std::visit(ModelEditsRows{ids, result}, edit);
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
    const at::Tensor sum = at::zeros(shape, at::kFloat);
    addRows(name, 0, sum);
    return sum;
}

void ModelEdits::addRows(const std::string& name, std::int64_t first, const at::Tensor& rows) const
{
    const auto found = m_edits.find(name);
    if (found != m_edits.end()) {
        Dense dense{rows, first};
        for (const WeightEdit& edit : found->second) {
            std::visit([&dense](const auto& which) { dense(which); }, edit);
        }
    }
}

} // namespace neurograft
