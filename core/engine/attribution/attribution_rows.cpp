// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/attribution/attribution_rows.h"

#include "core/run/error.h"

#include <numeric>
#include <string_view>
#include <utility>

namespace neurograft {

namespace {

constexpr std::string_view kDropped = ".\" )\n,]";

/// Tokens that the tokenizer itself puts behind a text are no targets.
void dropClosingSpecials(const Tokenizer& tokenizer, TokenizedRow& row)
{
    while (row.ids.size() > 1 && row.offsets.back() == CharSpan{0, 0}
           && tokenizer.isSpecial(row.ids.back())) {
        row.ids.pop_back();
        row.offsets.pop_back();
    }
}

AttributionRow rowOf(const TokenizedRow& tokenized, TargetPolicy policy)
{
    const std::vector<std::int64_t> targets = targetTokens(tokenized, policy);
    AttributionRow row;
    row.line = tokenized.line;
    row.ids.assign(tokenized.ids.begin(), tokenized.ids.begin() + targets.back());
    for (const std::int64_t target : targets) {
        row.positions.push_back(target - 1);
        row.targets.push_back(tokenized.ids[static_cast<std::size_t>(target)]);
    }
    return row;
}

} // namespace

TargetPolicy targetPolicyFromName(const std::string& name)
{
    if (name == "last-token") {
        return TargetPolicy::LastToken;
    }
    if (name == "first-token") {
        return TargetPolicy::FirstToken;
    }
    if (name == "all-response-tokens") {
        return TargetPolicy::AllResponseTokens;
    }
    throw UsageError("target", "last-token, first-token or all-response-tokens", "'" + name + "'");
}

std::int64_t AttributionRows::scoredPositions() const
{
    std::int64_t count = 0;
    for (const AttributionRow& row : rows) {
        count += static_cast<std::int64_t>(row.positions.size());
    }
    return count;
}

std::int64_t AttributionRows::tokens() const
{
    std::int64_t count = 0;
    for (const AttributionRow& row : rows) {
        count += static_cast<std::int64_t>(row.ids.size());
    }
    return count;
}

std::string trimmedResponse(const std::string& response)
{
    const std::size_t last = response.find_last_not_of(kDropped);
    return last == std::string::npos ? std::string() : response.substr(0, last + 1);
}

std::optional<TokenizedRow> attributionTokens(const ExampleRow& example, const Tokenizer& tokenizer)
{
    ExampleRow trimmed = example;
    trimmed.response = trimmedResponse(example.response);
    if (trimmed.response.empty()) {
        return std::nullopt;
    }
    TokenizedRow tokenized = tokenizeRow(tokenizer, trimmed, 0);
    dropClosingSpecials(tokenizer, tokenized);
    return tokenized.hasResponse() ? std::optional(std::move(tokenized)) : std::nullopt;
}

std::vector<std::int64_t> targetTokens(const TokenizedRow& row, TargetPolicy policy)
{
    const auto size = static_cast<std::int64_t>(row.ids.size());
    const std::int64_t first = policy == TargetPolicy::LastToken ? size - 1 : row.responseStart;
    const std::int64_t last = policy == TargetPolicy::FirstToken ? first : size - 1;
    std::vector<std::int64_t> targets(static_cast<std::size_t>(last - first + 1));
    std::iota(targets.begin(), targets.end(), first);
    return targets;
}

AttributionRows attributionRows(const Dataset& data, const Tokenizer& tokenizer,
                                TargetPolicy policy)
{
    AttributionRows result;
    for (const ExampleRow& example : data.rows) {
        const std::optional<TokenizedRow> tokenized = attributionTokens(example, tokenizer);
        if (!tokenized) {
            ++result.skipped;
            continue;
        }
        result.rows.push_back(rowOf(*tokenized, policy));
    }
    if (result.rows.empty()) {
        throw StudyError(data.path.string(), "at least one row with a response",
                         std::to_string(result.skipped) + " rows without one",
                         "The last token of the response is what is attributed.");
    }
    return result;
}

} // namespace neurograft
