// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer/row_sampling.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

std::vector<std::int32_t> promptOf(const TokenizedRow& row)
{
    return {row.ids.begin(), row.ids.begin() + row.responseStart};
}

/// The prompt with what was written to it.
TokenizedRow continued(const TokenizedRow& row, const std::vector<std::int32_t>& written,
                       std::int64_t longest)
{
    TokenizedRow made;
    made.line = row.line;
    made.responseStart = row.responseStart;
    made.ids = promptOf(row);
    made.ids.insert(made.ids.end(), written.begin(), written.end());
    // The last token of a full context is written beyond it.
    made.ids.resize(std::min(made.ids.size(), static_cast<std::size_t>(longest)));
    return made;
}

} // namespace

std::vector<TokenizedRow> sampledRows(const TransformerModel& model,
                                      const std::vector<const TokenizedRow*>& rows,
                                      const RowSamplingOptions& options, const RunContext& context)
{
    const std::int64_t own = model.config().longestText();
    const std::int64_t longest = options.longest > 0 ? std::min(options.longest, own) : own;
    std::vector<TokenizedRow> made;
    for (std::size_t first = 0; first < rows.size();
         first += static_cast<std::size_t>(options.batch)) {
        const std::size_t end =
            std::min(rows.size(), first + static_cast<std::size_t>(options.batch));
        std::vector<DecodeRow> prompts;
        for (std::size_t i = first; i < end; ++i) {
            prompts.push_back({promptOf(*rows[i]), i});
        }
        const DecodedBatch decoded = decodeBatch(model, prompts, options.decode, {}, context);
        for (std::size_t i = first; i < end; ++i) {
            made.push_back(continued(*rows[i], decoded.rows[i - first].ids, longest));
        }
    }
    return made;
}

} // namespace neurograft
