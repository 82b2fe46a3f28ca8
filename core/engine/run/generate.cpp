// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/generate.h"

#include "core/engine/generate/text_decoding.h"
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
        decode.eosIds = endOfTextIds(model->config(), tokenizer.get());
    }
    std::vector<DecodeRow> rows;
    for (std::size_t i = first; i < first + count; ++i) {
        rows.push_back({idsOf(prompts[i]), i});
    }
    TextCallback onText;
    if (onToken) {
        onText = [&](std::size_t row, std::int32_t id, const std::string& text) {
            onToken({first + row, id, text});
        };
    }
    DecodedTexts texts =
        decodeTexts(*model, tokenizer, rows, decode, options.stops, onText, context);
    for (std::size_t i = 0; i < count; ++i) {
        DecodedText& row = texts.rows[i];
        results[first + i] = {std::move(row.text), std::move(row.ids), stopReasonWord(row.reason),
                              texts.tokensPerSecond};
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
