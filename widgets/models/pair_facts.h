// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/selection_facts.h"

namespace neurograft {

class PairModel;

/// The weights an item speaks of, from the headers of the open pair: "student weight" "176 × 64,
/// fp32" and the teacher's, for a cell; nothing for items or models that are not there.
std::vector<Fact> weightFacts(const SelectionItem& item, const PairModel& pair);

} // namespace neurograft
