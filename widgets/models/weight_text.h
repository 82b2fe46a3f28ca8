// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/weight_record.h"

#include <QString>

namespace neurograft {

/// "model.layers.2.mlp.up_proj.weight has other values.", "3 tensors differ, the first is ….";
/// empty when none does.
QString weightDifferenceText(const std::vector<WeightDifference>& differences);
/// All of them, a line each: "model.norm.weight: other values"; a long list keeps its start.
QString weightDifferenceLines(const std::vector<WeightDifference>& differences);

} // namespace neurograft
