// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_tables.h"

#include <cstdint>
#include <vector>

namespace neurograft {

/// The teacher's layers that a sensitivity run keeps, ascending: out of its `window` or `layers`
/// tables (cli.md section 3). Empty when @p tables have neither.
std::vector<std::int64_t> keptLayersOf(const std::vector<Table>& tables);

} // namespace neurograft
