// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/run/run_transfer.h"

namespace neurograft {

/// Adds what a teacher costs that computes on the rows (transfer.md 7, 8): its passes, samples of
/// either model, semantic directions, its weights beside the student's. Nothing for other methods.
/// @param hostRate operations per second of layers on the CPU
void addTeacherCosts(const TransferInputs& inputs, double hostRate, TransferPlan& plan);

} // namespace neurograft
