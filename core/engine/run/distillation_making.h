// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/engine/transfer/adapter_method.h"
#include "core/engine/transfer/gkd_objective.h"
#include "core/run/run_context.h"
#include "core/store/result_tables.h"

#include <memory>
#include <vector>

namespace neurograft {

/// How a study of method gkd draws and learns its samples.
GkdOptions gkdOptions(const TransferInputs& inputs);

/// The teacher, which stays loaded while the student learns from it.
std::shared_ptr<const TransformerModel> computingTeacher(const TransferInputs& inputs);

/// Puts GKD's objective into a training.
void addGkd(const TransferInputs& inputs, AdapterTraining& training);

/// distillation/source [steps] int32: who wrote the rows of each step (RowSource).
Table rowSourceTable(const TransferInputs& inputs);

} // namespace neurograft
