// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/evaluate/answer_generation.h"

#include "core/engine/generate/text_decoding.h"

#include <utility>

namespace neurograft {

std::vector<RowBatch> planAnswerBatches(const std::vector<std::int64_t>& lengths,
                                        std::int64_t maxNewTokens, std::int64_t longestText,
                                        std::int64_t batch)
{
    RowBatch free;
    std::vector<RowBatch> batches;
    for (std::size_t row = 0; row < lengths.size(); ++row) {
        if (lengths[row] + maxNewTokens > longestText) {
            batches.push_back({row});
        } else {
            free.push_back(row);
        }
    }
    for (RowBatch& rows : batchesByLength(lengths, std::move(free), batch)) {
        batches.push_back(std::move(rows));
    }
    return batches;
}

std::vector<GeneratedAnswer> generateAnswers(const TransformerModel& model,
                                             const std::shared_ptr<const Tokenizer>& tokenizer,
                                             const std::vector<AskedPrompt>& prompts,
                                             const EvaluationProtocol& protocol, std::uint64_t seed,
                                             const RunContext& context)
{
    DecodeOptions options;
    options.maxNewTokens = protocol.maxNewTokens;
    options.sampling = {protocol.temperature, protocol.topP};
    options.seed = seed;
    options.eosIds = endOfTextIds(model.config(), tokenizer.get());
    std::vector<DecodeRow> rows;
    for (const AskedPrompt& prompt : prompts) {
        rows.push_back({*prompt.ids, prompt.index});
    }
    std::vector<GeneratedAnswer> answers;
    for (DecodedText& row :
         decodeTexts(model, tokenizer, rows, options, protocol.stops, {}, context).rows) {
        answers.push_back({std::move(row.text), stopReasonWord(row.reason),
                           static_cast<std::int64_t>(row.ids.size())});
    }
    return answers;
}

} // namespace neurograft
