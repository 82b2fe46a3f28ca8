// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

struct PredictOptions {
    std::string device = "auto";
    std::string dtype = "auto";
    ModelOverlay overlay;
    /// Only layers first to last of the model, both included, then the final norm and the head; no
    /// other layer is read. Nothing = all.
    std::optional<std::pair<std::int64_t, std::int64_t>> layers;
    int top = 10; ///< candidates listed for the last position
    bool addSpecialTokens = true; ///< for text input
    std::filesystem::path
        logitsFile; ///< when set, `logits` [T,V] float32 is written there as safetensors
    bool overwrite = false;
};

struct TokenScore {
    std::int32_t id = 0;
    std::string token;
    double logit = 0.0;
};

/// One forward pass over one text (cli.md `logits`).
struct Prediction {
    std::vector<std::int32_t> ids;
    std::vector<double> logprobs; ///< natural log of p(ids[i] | before), NaN for the first
    std::vector<TokenScore> top; ///< last position, logit descending, then id
};

/// A model kept open for several predictions. Thread-safe for one call at a time.
class Predictor {
public:
    /// @throws Error family when folder or tokenizer cannot be used
    Predictor(const std::filesystem::path& folder, const PredictOptions& options,
              const RunContext& context);
    ~Predictor();

    /// Type everything is computed in: "float32", "bfloat16" or "float16".
    std::string dtype() const;
    Prediction predictText(const std::string& text) const;
    /// @throws StudyError for an id outside the vocabulary or more ids than the model's context
    Prediction predictIds(const std::vector<std::int32_t>& ids) const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace neurograft
