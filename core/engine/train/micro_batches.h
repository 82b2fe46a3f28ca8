// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/tokenized_row.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Rows in groups of at most @p size that go through the model together, of like length: the
/// longest first.
std::vector<std::vector<const TokenizedRow*>> microBatches(std::vector<const TokenizedRow*> rows,
                                                           std::int64_t size);

/// Sum of the rows' losses. @throws DomainError naming the row whose loss is not finite
double finiteSum(const std::vector<double>& losses, const std::vector<const TokenizedRow*>& rows,
                 const std::string& where);

} // namespace neurograft
