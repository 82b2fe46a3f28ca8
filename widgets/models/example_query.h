// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/data_preview.h"

#include <QString>

#include <Qt>

#include <optional>
#include <set>
#include <vector>

namespace neurograft {

/// What a list of examples can be sorted by.
enum class ExampleOrder { Row, Star, Prompt, Tokens, LossTokens, Truncated };

/// Which rows are wanted, and in which order.
struct ExampleQuery {
    QString text; ///< contained in prompt or response, whatever the case; empty: every row
    std::optional<std::vector<int>> slice; ///< only these rows, ascending; none: all
    ExampleOrder order = ExampleOrder::Row;
    Qt::SortOrder direction = Qt::AscendingOrder;
    int cutOff = 0;
    std::vector<RowLength> lengths; ///< one per row, for the orders by length
    std::set<int> stars;
};

/// Rows from 0 that answer the query; equal ones by row, rows that cannot be used last in every
/// order but that of the file. For the lane: it reads every text. @throws Canceled
std::vector<int> answerQuery(const ExampleQuery& query, const DataFile& file,
                             const RunContext& context);

/// The prompt in one line of at most @p most characters, for lists: without what all prompts of the
/// file begin with, role tags, and white space beyond single blanks. Rows without a prompt give
/// their response, rows that cannot be used "not read: …".
QString exampleLine(const DataFile& file, std::int64_t row, int most = 160);

} // namespace neurograft
