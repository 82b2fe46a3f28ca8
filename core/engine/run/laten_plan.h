// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/transfer_inputs.h"
#include "core/run/run_transfer.h"

namespace neurograft {

/// Adds what a LaTen run would need (transfer.md 6.7): locating in both models, translators
/// forward, forward again and back, the student's passes.
/// @param hostRate operations per second of layers on the CPU
/// @param passBytes of a micro-batch through the student and back, beside the weights
void addLatenCosts(const TransferInputs& inputs, double hostRate, double passBytes,
                   TransferPlan& plan);

} // namespace neurograft
