// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/transfer/pair_selection.h"
#include "core/store/result_tables.h"

#include <vector>

namespace neurograft {

/// Group `transfer/selection`: `rows` [E], the line of each example, and for both roles and each
/// family `<role>/<family>_layers` [E,L_sel] and `<role>/<family>` [E,L_sel,n], best first, as they
/// were paired. A role without selections has no tables. All examples have the same sizes.
std::vector<Table> selectionTables(const std::vector<PairSelection>& pairs);

/// The same back; none without such tables. @throws StoreError when they are not complete
std::vector<PairSelection> pairSelections(const std::vector<Table>& tables);

} // namespace neurograft
