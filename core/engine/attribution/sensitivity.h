// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/module_path.h"
#include "core/data/dataset.h"
#include "core/data/tokenized_row.h"
#include "core/engine/attribution/end_sensitivity.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <vector>

namespace neurograft {

/// The seed examples of sensitivity: as rows are, but the answer of a `messages` row ends in the
/// eos text instead of two line ends (attribution.md 7.1, decisions.md D9); cut at @p maxLength.
/// Rows without a label left are not among them.
/// @throws StudyError when the tokenizer names no eos, or no row is left
std::vector<TokenizedRow> sensitivityRows(const Dataset& data, const Tokenizer& tokenizer,
                                          std::int64_t maxLength);

/// Summed |theta * dloss/dtheta| (attribution.md 7.1).
struct Sensitivity {
    std::vector<double> layers; ///< [L] over every parameter of a layer, norms and biases included
    /// Per module asked for, per layer [out,in] float32 on the model's device.
    std::map<Module, std::vector<at::Tensor>> matrices;
    at::Tensor embedding; ///< EndSensitivity: [d] float64, undefined unless asked for
    at::Tensor head;
};

/// Sensitivity of a model's layers to the mean cross-entropy of each row's labels; absolute values
/// per row, then summed (arXiv:2310.11451, equation 3).
///
/// Only the inputs of the layers are kept from the forward pass. Layers are then run again one by
/// one from the last to the first, each with its own parameters as float32 leaves whose gradients
/// are taken up and let go by a hook as soon as they are there. Weights stay as they are stored.
/// @param model float32, without edits
/// @throws DomainError naming layer and parameter for a gradient that is not finite; Canceled
Sensitivity measureSensitivity(const TransformerModel& model, const std::vector<TokenizedRow>& rows,
                               const std::vector<Module>& modules, const RunContext& context,
                               SensitivityEnds ends = {});

} // namespace neurograft
