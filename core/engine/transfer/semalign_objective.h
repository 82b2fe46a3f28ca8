// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/model/transformer_model.h"
#include "core/engine/train/response_objective.h"
#include "core/engine/transfer/alignment_losses.h"
#include "core/engine/transfer/divergence_loss.h"
#include "core/engine/transfer/layer_pairing.h"
#include "core/engine/transfer/teacher_pass.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace neurograft {

struct SemAlignOptions {
    bool isSecond = false; ///< version 2: relations of tokens and KL, a layer at a time
    std::vector<std::int64_t> layers; ///< of the student that are aligned; of version 2 all
    std::int64_t steps = 1; ///< of the whole run: version 2 shares them among its layers
};

/// The layer version 2 trains in a step: layers in their order, equal budgets.
std::int64_t frontierLayer(std::int64_t step, std::int64_t steps, std::int64_t layers);

/// SemAlign (arXiv:2510.24208; transfer.md 7): a layer of the student is to add to the residual
/// stream what the teacher's layers at its depth add, carried over by the words both mean, and the
/// logits are to point at the answer. Version 2 is what its abstract leaves to be inferred.
class SemAlignObjective : public ResponseObjective {
public:
    /// @param map [d_s,d_t] of semanticMap(), any float type
    SemAlignObjective(std::shared_ptr<const TransformerModel> teacher, at::Tensor map,
                      std::int64_t studentLayers, const SemAlignOptions& options);

    BatchLosses lossesOf(std::int64_t step, const LabelledBatch& batch, const StepSize& size,
                         const RunContext& context) override;

private:
    at::Tensor targetOf(const LayerMix& mix, const TeacherPass& pass,
                        const LabelledBatch& batch) const;

    std::shared_ptr<const TransformerModel> m_teacher;
    at::Tensor m_map; ///< float32 on the teacher's device
    std::int64_t m_studentLayers;
    SemAlignOptions m_options;
    TargetCosineLoss m_output;
    std::optional<DivergenceLoss> m_divergence;
    std::deque<CosineLayerLoss> m_cosines; ///< of the batch at hand
    std::deque<RelationLayerLoss> m_relations;
};

} // namespace neurograft
