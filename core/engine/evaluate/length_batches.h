// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace neurograft {

/// Rows computed together.
using RowBatch = std::vector<std::size_t>;

/// Prompts that go through the model together. Their first tokens, the same for several batches,
/// are computed once.
struct PromptBatch {
    RowBatch rows;
    std::int64_t sharedTokens = 0; ///< 0 = every prompt is computed as a whole
};

/// @p rows in batches of at most @p batch neighbours in length, the longest first: padding is
/// little, and what will not fit in memory shows at once. Equal lengths keep their order.
/// @param lengths of all rows; @param rows indices into them
std::vector<RowBatch> batchesByLength(const std::vector<std::int64_t>& lengths, RowBatch rows,
                                      std::int64_t batch);

} // namespace neurograft
