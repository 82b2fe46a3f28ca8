// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run/learning_rows.h"

#include "core/engine/train/labelled_batch.h"
#include "core/run/error.h"

#include <algorithm>
#include <utility>

namespace neurograft {

namespace {

void requireFits(const Dataset& data, const TokenizedRow& row, const ModelConfig& config)
{
    const std::string where = data.path.string() + ", line " + std::to_string(row.line + 1);
    const auto length = static_cast<std::int64_t>(row.ids.size());
    if (length > config.longestText()) {
        throw StudyError(where,
                         "at most " + std::to_string(config.longestText())
                             + " tokens, the context of the student",
                         std::to_string(length), "Cut rows with --max-length.");
    }
    const std::int32_t largest = *std::max_element(row.ids.begin(), row.ids.end());
    if (largest >= config.vocabSize) {
        throw FormatError(where,
                          "token ids below the vocabulary of " + std::to_string(config.vocabSize)
                              + " of the student",
                          std::to_string(largest),
                          "The tokenizer does not belong to these weights.");
    }
}

} // namespace

LearningRows learningRows(const Dataset& data, const Tokenizer& tokenizer,
                          const ModelConfig& student, const LearningOptions& options)
{
    LearningRows learned;
    learned.sha256 = data.sha256;
    for (const ExampleRow& example : data.rows) {
        TokenizedRow row = tokenizeRow(tokenizer, example, options.maxLength, true);
        learned.truncated += row.truncated ? 1 : 0;
        if (labelCount(row, options.wholeText) == 0) {
            ++learned.skipped;
            continue;
        }
        requireFits(data, row, student);
        learned.rows.push_back(std::move(row));
    }
    if (learned.rows.empty()) {
        throw StudyError(data.path.string(), "at least one row with a labelled token",
                         std::to_string(learned.skipped) + " rows without one",
                         "Raise --max-length, or check that the rows have responses.");
    }
    return learned;
}

std::int64_t LearningRows::tokens() const
{
    std::int64_t sum = 0;
    for (const TokenizedRow& row : rows) {
        sum += static_cast<std::int64_t>(row.ids.size());
    }
    return sum;
}

std::int64_t LearningRows::labels(bool wholeText) const
{
    std::int64_t sum = 0;
    for (const TokenizedRow& row : rows) {
        sum += labelCount(row, wholeText);
    }
    return sum;
}

std::int64_t LearningRows::longest() const
{
    std::size_t longest = 0;
    for (const TokenizedRow& row : rows) {
        longest = std::max(longest, row.ids.size());
    }
    return static_cast<std::int64_t>(longest);
}

} // namespace neurograft
