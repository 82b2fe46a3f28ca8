// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/parity.h"

#include "core/checkpoint/model_config.h"
#include "core/checkpoint/reference_logits.h"
#include "core/engine/model/transformer_model.h"
#include "core/engine/run/head_chunks.h"
#include "core/engine/support/device.h"
#include "core/engine/support/torch_errors.h"
#include "core/run/error.h"
#include "core/run/parity_tolerance.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace neurograft {

namespace fs = std::filesystem;

namespace {

ReferenceLogits readReference(const fs::path& model, const ModelConfig& config)
{
    std::optional<ReferenceLogits> reference = readReferenceLogits(model, config.vocabSize);
    if (!reference) {
        throw FormatError(model.string(), std::string("a file ") + ReferenceLogits::kFileName,
                          "none", "Make one with make_reference_logits.py, see docs/parity.md.");
    }
    for (std::size_t i = 0; i < reference->prompts.size(); ++i) {
        const auto tokens = static_cast<std::int64_t>(reference->prompts[i].size());
        if (tokens > config.longestText()) {
            throw FormatError(reference->file.string() + ", ids of prompt " + std::to_string(i),
                              "at most " + std::to_string(config.longestText())
                                  + " tokens, the model's context",
                              std::to_string(tokens));
        }
    }
    return std::move(*reference);
}

/// S of ParityScale.
double largestOf(const std::vector<float>& logits)
{
    float largest = 0.0F;
    for (const float logit : logits) {
        largest = std::max(largest, std::abs(logit));
    }
    return static_cast<double>(largest);
}

/// σ of ParityScale.
double spreadOf(const ReferenceLogits& reference)
{
    double variances = 0.0;
    const auto prompts = static_cast<std::int64_t>(reference.prompts.size());
    for (std::int64_t prompt = 0; prompt < prompts; ++prompt) {
        const float* row = reference.row(prompt);
        double sum = 0.0;
        double squares = 0.0;
        for (std::int64_t id = 0; id < reference.vocabulary; ++id) {
            const auto logit = static_cast<double>(row[id]);
            sum += logit;
            squares += logit * logit;
        }
        const double mean = sum / static_cast<double>(reference.vocabulary);
        variances += squares / static_cast<double>(reference.vocabulary) - mean * mean;
    }
    return std::sqrt(std::max(0.0, variances / static_cast<double>(prompts)));
}

} // namespace

struct ParityCheck::Private {
    ModelConfig config;
    ReferenceLogits reference;
    std::shared_ptr<TransformerModel> model;
    std::int64_t done = 0;
    ParityResult result;

    explicit Private(const ParityOptions& options);
    /// [V] float32 on the CPU.
    at::Tensor logitsOf(const std::vector<std::int32_t>& ids, const RunContext& context) const;
    void compare(const float* ours);
};

ParityCheck::Private::Private(const ParityOptions& options)
    : config(readModelConfig(options.model)), reference(readReference(options.model, config)),
      model(TransformerModel::load(options.model, {options.device, options.dtype}))
{
    result.file = reference.file;
    result.origin = reference.origin;
    result.device = model->device().str();
    result.dtype = computeTypeName(model->computeType());
    result.vocabulary = reference.vocabulary;
    result.tolerance = parityTolerance({config.layers, largestOf(reference.logits),
                                        spreadOf(reference), result.dtype, reference.dtype});
    result.reference = result.ours = static_cast<double>(reference.logits.front());
}

at::Tensor ParityCheck::Private::logitsOf(const std::vector<std::int32_t>& ids,
                                          const RunContext& context) const
{
    const c10::InferenceMode inference;
    RunContext quiet; // prompts are reported, not their layers
    quiet.isStopRequested = context.isStopRequested;
    const at::Tensor hidden =
        lastHidden(*model, padLeft({ids}, 0, model->device()), quiet).squeeze(0); // [T,d]
    at::Tensor last;
    forEachLogits(*model, hidden, hidden.size(0) - 1, hidden.size(0), quiet,
                  [&last](std::int64_t, const at::Tensor& logits) { last = logits[0]; });
    return last.cpu().contiguous();
}

void ParityCheck::Private::compare(const float* ours)
{
    const float* expected = reference.row(done);
    for (std::int64_t id = 0; id < reference.vocabulary; ++id) {
        const double difference =
            std::abs(static_cast<double>(ours[id]) - static_cast<double>(expected[id]));
        if (difference > result.largestDifference) {
            result.largestDifference = difference;
            result.prompt = done;
            result.id = id;
            result.reference = static_cast<double>(expected[id]);
            result.ours = static_cast<double>(ours[id]);
        }
    }
    result.prompts = ++done;
}

bool hasParityReference(const fs::path& model)
{
    std::error_code error;
    return fs::exists(model / ReferenceLogits::kFileName, error);
}

ParityCheck::ParityCheck(const ParityOptions& options)
    : m_private(
        withTorchErrors(options.model.string(), [&] { return std::make_unique<Private>(options); }))
{
}

ParityCheck::~ParityCheck() = default;

std::int64_t ParityCheck::prompts() const
{
    return static_cast<std::int64_t>(m_private->reference.prompts.size());
}

std::int64_t ParityCheck::done() const
{
    return m_private->done;
}

void ParityCheck::runNext(const RunContext& context)
{
    withTorchErrors("parity", [&] {
        const auto& ids = m_private->reference.prompts[static_cast<std::size_t>(done())];
        const at::Tensor logits = m_private->logitsOf(ids, context);
        m_private->compare(logits.const_data_ptr<float>());
    });
}

ParityResult ParityCheck::result() const
{
    return m_private->result;
}

std::optional<ParityResult> checkParity(const ParityOptions& options, const RunContext& context)
{
    if (!hasParityReference(options.model)) {
        return std::nullopt;
    }
    ParityCheck check(options);
    while (!check.isDone()) {
        context.checkpoint({"parity", 1, 1, check.done(), check.prompts(), "prompts"});
        check.runNext(context);
    }
    context.checkpoint({"parity", 1, 1, check.done(), check.prompts(), "prompts"});
    return check.result();
}

} // namespace neurograft
