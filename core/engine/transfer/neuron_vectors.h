// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/module_path.h"
#include "core/engine/attribution/model_attribution.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace neurograft {

/// Selected neurons of one family in one model: one list per selected layer.
struct NeuronSelection {
    std::vector<std::int64_t> layers; ///< [L_sel] ascending
    std::vector<std::vector<std::int64_t>> neurons; ///< [L_sel][n] best first
};

/// The family whose selection a module's neurons are taken from (decisions.md D37): up_proj and
/// down_proj share one. @throws StudyError for a module whose neurons are never transferred
ScoreFamily selectedFamily(Module module);
/// Whether the neurons of a matrix are its columns: o_proj and down_proj.
bool hasNeuronColumns(Module module);

/// What a per-layer attribution selected of a family.
NeuronSelection selectionOf(const ModelAttribution& found, ScoreFamily family);

/// Vectors of the selected neurons of one module in the residual basis (attribution.md 4): rows of
/// up_proj and v_proj, columns of down_proj and o_proj, each as a row. Only those are read.
/// @return [L_sel, n, d] float32 of its own, on the CPU; empty without layers
/// @throws ShapeError when the lists are not equally long or a neuron is not there
at::Tensor neuronVectors(const std::shared_ptr<const Checkpoint>& checkpoint, Module module,
                         const NeuronSelection& selection);

} // namespace neurograft
