// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace neurograft {

class InputDropout;

/// W + s B A without materialising it: A [r,in], B [out,r]. For an embedding A is [r,V] and B
/// [d,r], and (B A)^T is added to [V,d].
struct LowRankEdit {
    at::Tensor a;
    at::Tensor b;
    double scale = 1.0;
    std::shared_ptr<const InputDropout> dropout = nullptr; ///< of x, while A and B are trained
};

/// Row k of delta [n,d] is added to neuron index[k] of W: to row index[k], or, with isColumns
/// (o_proj, down_proj), to column index[k] (models.md section 6, decisions.md D70).
struct NeuronEdit {
    at::Tensor index; ///< [n] int64
    at::Tensor delta; ///< [n,d]
    bool isColumns = false;
};

/// The whole parameter's change, in its own shape.
struct WholeEdit {
    at::Tensor delta;
};

using WeightEdit = std::variant<LowRankEdit, NeuronEdit, WholeEdit>;

/// Additive changes of a model's parameters, applied while it computes. Gradients flow to the
/// tensors of the edits. Immutable once it is shared; the weights themselves are never touched.
class ModelEdits {
public:
    /// @param name checkpoint path of the parameter: "model.layers.3.mlp.up_proj.weight"
    void add(const std::string& name, WeightEdit edit);

    /// Edits of layers @p first to @p last, counted from 0 again, and of what belongs to no layer.
    ModelEdits ofLayers(std::int64_t first, std::int64_t last) const;

    bool isEmpty() const { return m_edits.empty(); }
    const std::map<std::string, std::vector<WeightEdit>>& edits() const { return m_edits; }

    /// y = x W^T becomes y + x D^T, computed in the type of the edit, added in that of @p y.
    /// @param x [..., in]; @param y [..., out], may be written to
    at::Tensor project(const std::string& name, const at::Tensor& x, const at::Tensor& y) const;
    /// Rows @p ids of an embedding, [...] to [..., d].
    at::Tensor embed(const std::string& name, const at::Tensor& ids, const at::Tensor& rows) const;
    /// A norm's gain with its edits.
    at::Tensor gain(const std::string& name, const at::Tensor& gain) const;
    bool has(const std::string& name) const { return m_edits.count(name) != 0; }
    /// Adds what the edits of a parameter do to its rows from @p first on to @p rows [n,...], in
    /// place and in their type.
    void addRows(const std::string& name, std::int64_t first, const at::Tensor& rows) const;
    /// Sum of all edits of one parameter as a matrix (or vector) of @p shape, float32: what merging
    /// adds to it.
    at::Tensor sum(const std::string& name, at::IntArrayRef shape) const;

private:
    std::map<std::string, std::vector<WeightEdit>> m_edits;
};

} // namespace neurograft
