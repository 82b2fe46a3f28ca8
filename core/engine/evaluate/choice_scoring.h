// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/evaluate/length_batches.h"
#include "core/engine/model/transformer_model.h"
#include "core/run/run_context.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Ids of the last tokens of " A", " B", " C", " D" (evaluation.md 2).
/// @throws StudyError when two of them are the same
std::vector<std::int32_t> choiceTokens(const Tokenizer& tokenizer, const std::string& where);

/// What a model thinks of the letters behind one prompt.
struct ChoiceScore {
    std::vector<float> logits; ///< one per choice
    std::vector<double> logprobs; ///< ln p of each among the whole vocabulary; float64
};

/// Order of work. Prompts of one group whose common beginning saves at least kWorthSharing tokens
/// share it; batches of one group follow each other. All others go by length.
/// @param groups one word per prompt; the first tokens of equal words are compared
/// @param canShare false when a token's keys depend on what follows (`dynamic` frequencies)
std::vector<PromptBatch> planChoiceBatches(const std::vector<std::vector<std::int32_t>>& prompts,
                                           const std::vector<std::string>& groups,
                                           std::int64_t batch, bool canShare);

inline constexpr std::int64_t kWorthSharing = 64; ///< tokens saved

/// Scores the choices of every prompt with one forward pass, whose head is computed at the last
/// position only. The key/value cache of a beginning is kept until another one is asked for.
class ChoiceScorer {
public:
    /// @param prompts outlive the scorer; each has at least one token
    ChoiceScorer(const TransformerModel& model,
                 const std::vector<std::vector<std::int32_t>>& prompts,
                 std::vector<std::int32_t> choices);

    /// @throws DomainError for logits that are not finite; StudyError for a prompt longer than the
    /// model's context; Canceled
    std::vector<ChoiceScore> score(const PromptBatch& batch, const RunContext& context);

private:
    at::Tensor lastLogits(const PromptBatch& batch, const RunContext& context);
    const KvCache& beginning(const std::vector<std::int32_t>& ids, const RunContext& context);

    const TransformerModel& m_model;
    const std::vector<std::vector<std::int32_t>>& m_prompts;
    std::vector<std::int32_t> m_choices;
    std::vector<std::int32_t> m_sharedIds; ///< whose cache is kept
    std::optional<KvCache> m_shared; ///< of one row
};

} // namespace neurograft
