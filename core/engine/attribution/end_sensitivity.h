// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"

#include <ATen/core/Tensor.h>

namespace neurograft {

/// Which matrices outside of the layers are looked at.
struct SensitivityEnds {
    bool embedding = false;
    bool head = false;

    bool any() const { return embedding || head; }
};

/// Sensitivity of embedding and unembedding (attribution.md 7.1), summed over the vocabulary: a
/// window of the student's width has all of it (7.3). The matrix that a tied model shares has one
/// gradient of both uses (decisions.md D25). No gradient of a whole matrix is ever kept: the
/// vocabulary is taken slice by slice.
class EndSensitivity {
public:
    EndSensitivity(const TransformerModel& model, SensitivityEnds ends);

    /// Adds a row. The loss is the mean cross-entropy of the tokens from @p responseStart on.
    /// @param hidden [T,d] after the last layer; @param ids [T]
    /// @param gradient [T,d] of the loss, at the output of the embedding
    void add(const at::Tensor& hidden, const at::Tensor& ids, std::int64_t responseStart,
             const at::Tensor& gradient);

    /// [d] float64, one sum per residual coordinate; undefined when it was not asked for.
    const at::Tensor& embedding() const { return m_embedding; }
    const at::Tensor& head() const { return m_head; }

private:
    void addHead(const at::Tensor& hidden, const at::Tensor& ids, std::int64_t responseStart,
                 const at::Tensor& gradient);
    void addEmbedding(const at::Tensor& ids, const at::Tensor& gradient);

    const TransformerModel& m_model;
    SensitivityEnds m_ends;
    at::Tensor m_embedding;
    at::Tensor m_head;
};

} // namespace neurograft
