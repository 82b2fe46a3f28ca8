// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/run/locate_inputs.h"

namespace neurograft {

/// Tokens of a row of sensitivity, roughly: rows are tokenised when they run.
double roughTokens(const ExampleRow& row);

/// Most memory that scores of neurons of one model need, in bytes: host memory for a model on the
/// CPU (the program and the mapped weights included), else memory of its device. Meant to be a
/// little more than what is used (docs/locate.md has measured runs).
double attributionBytes(const LocateModel& model, const LocateStudy& study);

/// The same for sensitivity: the teacher, S of the modules asked for in float32, one layer with its
/// gradients and the head's logits.
double sensitivityBytes(const LocateInputs& inputs);

} // namespace neurograft
