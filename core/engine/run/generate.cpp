// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/generate.h"

#include "core/engine/generate/batch_decoder.h"
#include "core/engine/generate/text_stream.h"
#include "core/engine/model/edit_loading.h"
#include "core/engine/run/open_model_parts.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

const char* reasonWord(StopReason reason)
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

void checkOptions(const GenerateOptions& options)
{
    const auto require = [](bool isFine, const char* option, const char* expected, auto value) {
        if (!isFine) {
            throw StudyError(option, expected, std::to_string(value));
        }
    };
    require(options.maxNewTokens > 0, "--max-new-tokens", "a number above 0", options.maxNewTokens);
    require(options.temperature >= 0.0 && options.temperature <= 1e6, "--temperature",
            "a number from 0", options.temperature);
    require(options.topP > 0.0 && options.topP <= 1.0, "--top-p", "a number above 0, at most 1",
            options.topP);
    require(options.batch > 0, "--batch", "a number above 0", options.batch);
}

} // namespace

struct Generator::Private {
    Private(const GenerateOptions& given, const RunContext& run);

    GenerateOptions options;
    RunContext context;
    std::shared_ptr<const TransformerModel> model;
    std::shared_ptr<const Tokenizer> tokenizer; ///< null when the folder has none
    std::optional<FormatError> tokenizerProblem;

    std::vector<std::int32_t> idsOf(const Prompt& prompt) const;
    void generate(const std::vector<Prompt>& prompts, std::size_t first, std::size_t count,
                  const std::function<void(const GeneratedToken&)>& onToken,
                  std::vector<Generation>& results) const;
    std::string finalText(const std::vector<std::int32_t>& prompt, const DecodedRow& row,
                          const TextStream& stream) const;
};

std::vector<std::int32_t> Generator::Private::idsOf(const Prompt& prompt) const
{
    if (!prompt.ids.empty()) {
        return prompt.ids;
    }
    if (tokenizerProblem) {
        throw FormatError(*tokenizerProblem);
    }
    return tokenizer->encode(prompt.text, options.addSpecialTokens).ids;
}

/// Text of a row that ended: without its eos, and before a stop sequence.
std::string Generator::Private::finalText(const std::vector<std::int32_t>& prompt,
                                          const DecodedRow& row, const TextStream& stream) const
{
    std::size_t kept = row.ids.size();
    if (row.reason == StopReason::Eos) {
        kept -= 1;
    } else if (row.reason == StopReason::Sequence) {
        std::size_t longest = 0;
        for (const auto& stop : options.stopSequences) {
            const bool isTail = stop.size() <= row.ids.size()
                && std::equal(stop.rbegin(), stop.rend(), row.ids.rbegin());
            longest = isTail ? std::max(longest, stop.size()) : longest;
        }
        kept -= longest;
    }
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

void Generator::Private::generate(const std::vector<Prompt>& prompts, std::size_t first,
                                  std::size_t count,
                                  const std::function<void(const GeneratedToken&)>& onToken,
                                  std::vector<Generation>& results) const
{
    DecodeOptions decode;
    decode.maxNewTokens = options.maxNewTokens;
    decode.sampling = {options.temperature, options.topP};
    decode.seed = options.seed;
    decode.stopSequences = options.stopSequences;
    if (!options.ignoresEos) {
        decode.eosIds = model->config().eosIds;
        if (decode.eosIds.empty() && tokenizer && tokenizer->eosId()) {
            decode.eosIds = {*tokenizer->eosId()}; // the config names none
        }
    }
    std::vector<DecodeRow> rows;
    std::vector<TextStream> streams;
    for (std::size_t i = first; i < first + count; ++i) {
        rows.push_back({idsOf(prompts[i]), i});
        if (tokenizer) {
            streams.emplace_back(tokenizer, rows.back().prompt, options.stops);
        }
    }
    const auto isEos = [&decode](std::int32_t id) {
        return std::find(decode.eosIds.begin(), decode.eosIds.end(), id) != decode.eosIds.end();
    };
    const DecodedBatch batch = decodeBatch(
        *model, rows, decode,
        [&](std::size_t row, std::int32_t id) {
            // An eos ends the row and is not part of its text.
            const bool isStopped = tokenizer && !isEos(id) && streams[row].push(id);
            if (onToken) {
                onToken({first + row, id, tokenizer ? streams[row].takeNew() : std::string()});
            }
            return isStopped;
        },
        context);
    const double speed = batch.tokens > 0 ? static_cast<double>(batch.tokens) / batch.seconds : 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const DecodedRow& row = batch.rows[i];
        Generation& result = results[first + i];
        result.ids = row.ids;
        result.stopReason = reasonWord(row.reason);
        result.tokensPerSecond = speed;
        if (tokenizer) {
            streams[i].finish();
            result.text = finalText(rows[i].prompt, row, streams[i]);
        }
    }
}

Generator::Private::Private(const GenerateOptions& given, const RunContext& run)
    : options(given), context(run)
{
    checkOptions(options);
    auto& stops = options.stops;
    stops.erase(std::remove(stops.begin(), stops.end(), std::string()), stops.end());
}

Generator::Generator(const std::filesystem::path& folder, const GenerateOptions& options,
                     const RunContext& context)
    : m_private(std::make_unique<Private>(options, context))
{
    m_private->model = withTorchErrors(folder.string(), [&] {
        LoadOptions load{options.device, options.dtype};
        if (options.layers) {
            load.layers = LayerRange{options.layers->first, options.layers->second};
        }
        return loadWithOverlay(folder, load, options.overlay, context);
    });
    try {
        m_private->tokenizer = openTokenizer(folder);
    } catch (const FormatError& error) {
        if (!m_private->options.stops.empty()) {
            throw;
        }
        m_private->tokenizerProblem = error; // ids can be continued without one
    }
}

Generator::Generator(std::shared_ptr<const OpenModel> model, const GenerateOptions& options,
                     const RunContext& context)
    : m_private(std::make_unique<Private>(options, context))
{
    m_private->model = model->parts().model;
    m_private->tokenizer = model->parts().tokenizer;
    m_private->tokenizerProblem = model->parts().tokenizerProblem;
    if (!m_private->options.stops.empty()) {
        model->tokenizer(); // throws when there is none to find them with
    }
}

Generator::~Generator() = default;

std::string Generator::dtype() const
{
    return computeTypeName(m_private->model->computeType());
}

std::vector<Generation>
Generator::generate(const std::vector<Prompt>& prompts,
                    const std::function<void(const GeneratedToken&)>& onToken) const
{
    std::vector<Generation> results(prompts.size());
    const auto batch = static_cast<std::size_t>(m_private->options.batch);
    for (std::size_t first = 0; first < prompts.size(); first += batch) {
        withTorchErrors("generate", [&] {
            m_private->generate(prompts, first, std::min(batch, prompts.size() - first), onToken,
                                results);
        });
    }
    return results;
}

} // namespace neurograft
