// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/tokenized_row.h"

#include "core/run/error.h"
#include "core/support/text_utf8.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

/// Index of the first response token in @p full, at least 1 (decisions.md D5).
std::int64_t responseStartOf(const Tokenizer& tokenizer, const std::string& prompt,
                             const Encoding& full)
{
    const std::vector<std::int32_t> alone = tokenizer.encode(prompt, true).ids;
    std::int64_t start = 0;
    if (alone.size() <= full.ids.size()
        && std::equal(alone.begin(), alone.end(), full.ids.begin())) {
        start = static_cast<std::int64_t>(alone.size());
    } else {
        const std::int64_t length = codePointCount(prompt);
        const auto first =
            std::find_if(full.offsets.begin(), full.offsets.end(),
                         [length](const CharSpan& span) { return span.end > length; });
        start = first - full.offsets.begin();
    }
    return std::max<std::int64_t>(1, start);
}

} // namespace

TokenizedRow tokenizeRow(const Tokenizer& tokenizer, const ExampleRow& row, std::int64_t maxLength,
                         bool appendEos)
{
    if (appendEos && !tokenizer.eosId()) {
        throw StudyError("tokenizer", "an eos_token to end rows with", "none",
                         "Name it in tokenizer_config.json.");
    }
    const std::string text = row.text();
    Encoding full = tokenizer.encode(text, true);
    TokenizedRow result;
    result.line = row.line;
    result.responseStart = responseStartOf(tokenizer, row.prompt, full);
    const auto size = static_cast<std::int64_t>(full.ids.size());
    if (maxLength > 0 && size > maxLength) {
        full.ids.resize(static_cast<std::size_t>(maxLength));
        full.offsets.resize(static_cast<std::size_t>(maxLength));
        result.truncated = true;
    }
    result.responseStart =
        std::min(result.responseStart,
                 std::max<std::int64_t>(1, static_cast<std::int64_t>(full.ids.size())));
    const bool hasRoom = maxLength <= 0 || static_cast<std::int64_t>(full.ids.size()) < maxLength;
    if (appendEos && hasRoom && (full.ids.empty() || full.ids.back() != *tokenizer.eosId())) {
        const std::int64_t end = codePointCount(text);
        full.ids.push_back(*tokenizer.eosId());
        full.offsets.push_back({end, end});
    }
    result.ids = std::move(full.ids);
    result.offsets = std::move(full.offsets);
    return result;
}

} // namespace neurograft
