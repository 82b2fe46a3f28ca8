// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/generate/text_decoding.h"

#include "core/engine/generate/text_stream.h"

#include <algorithm>

namespace neurograft {

namespace {

/// Ids of a row without its eos or stop sequence.
std::size_t keptIds(const DecodedRow& row, const DecodeOptions& options)
{
    if (row.reason == StopReason::Eos) {
        return row.ids.size() - 1;
    }
    std::size_t longest = 0;
    if (row.reason == StopReason::Sequence) {
        for (const auto& stop : options.stopSequences) {
            const bool isTail = stop.size() <= row.ids.size()
                && std::equal(stop.rbegin(), stop.rend(), row.ids.rbegin());
            longest = isTail ? std::max(longest, stop.size()) : longest;
        }
    }
    return row.ids.size() - longest;
}

/// Text of a row that ended.
std::string finalText(const std::shared_ptr<const Tokenizer>& tokenizer,
                      const std::vector<std::int32_t>& prompt, const DecodedRow& row,
                      const DecodeOptions& options, const TextStream& stream)
{
    const std::size_t kept = keptIds(row, options);
    if (kept == row.ids.size()) {
        return stream.text();
    }
    TextStream shorter(tokenizer, prompt, {});
    for (std::size_t i = 0; i < kept; ++i) {
        shorter.push(row.ids[i]);
    }
    shorter.finish();
    return shorter.text();
}

} // namespace

const char* stopReasonWord(StopReason reason)
{
    switch (reason) {
    case StopReason::Eos:
        return "eos";
    case StopReason::Sequence:
    case StopReason::Text:
        return "stop";
    case StopReason::Length:
        return "length";
    case StopReason::Context:
        break;
    }
    return "context";
}

std::vector<std::int32_t> endOfTextIds(const ModelConfig& config, const Tokenizer* tokenizer)
{
    if (config.eosIds.empty() && tokenizer != nullptr && tokenizer->eosId()) {
        return {*tokenizer->eosId()}; // the config names none
    }
    return config.eosIds;
}

DecodedTexts decodeTexts(const TransformerModel& model,
                         const std::shared_ptr<const Tokenizer>& tokenizer,
                         const std::vector<DecodeRow>& rows, const DecodeOptions& options,
                         const std::vector<std::string>& stops, const TextCallback& onText,
                         const RunContext& context)
{
    std::vector<TextStream> streams;
    if (tokenizer) {
        for (const DecodeRow& row : rows) {
            streams.emplace_back(tokenizer, row.prompt, stops);
        }
    }
    const auto isEos = [&options](std::int32_t id) {
        return std::find(options.eosIds.begin(), options.eosIds.end(), id) != options.eosIds.end();
    };
    DecodedBatch batch = decodeBatch(
        model, rows, options,
        [&](std::size_t row, std::int32_t id) {
            // An eos ends the row and is not part of its text.
            const bool isStopped = tokenizer && !isEos(id) && streams[row].push(id);
            if (onText) {
                onText(row, id, tokenizer ? streams[row].takeNew() : std::string());
            }
            return isStopped;
        },
        context);
    DecodedTexts result;
    result.tokensPerSecond =
        batch.tokens > 0 ? static_cast<double>(batch.tokens) / batch.seconds : 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        DecodedRow& row = batch.rows[i];
        DecodedText text;
        text.reason = row.reason;
        if (tokenizer) {
            streams[i].finish();
            text.text = finalText(tokenizer, rows[i].prompt, row, options, streams[i]);
        }
        text.ids = std::move(row.ids);
        result.rows.push_back(std::move(text));
    }
    return result;
}

} // namespace neurograft
