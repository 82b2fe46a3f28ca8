// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/model_overlay.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace neurograft {

class OpenModel;

struct GenerateOptions {
    std::string device = "auto";
    std::string dtype = "auto";
    ModelOverlay overlay;
    /// Only layers first to last, both included, then the final norm and the head; no other layer
    /// is read.
    std::optional<std::pair<std::int64_t, std::int64_t>> layers;
    std::int64_t maxNewTokens = 128;
    double temperature = 0.0; ///< 0 = greedy
    double topP = 1.0; ///< in (0, 1]
    std::uint64_t seed = 42; ///< row i draws from (seed, generate.sample, i), decisions.md D83
    std::vector<std::string> stops; ///< texts; the output ends before the first that appears
    std::vector<std::vector<std::int32_t>> stopSequences; ///< token ids; likewise
    bool ignoresEos = false;
    bool addSpecialTokens = true; ///< for prompts given as text
    std::int64_t batch = 8; ///< rows decoded together
};

/// A prompt as text, or as ids when there are any.
struct Prompt {
    std::string text;
    std::vector<std::int32_t> ids;
};

/// One continuation (cli.md `generate`).
struct Generation {
    std::string text; ///< what follows the prompt, special tokens included, without the final eos
    std::vector<std::int32_t> ids; ///< every new token, a final eos or stop included
    std::string stopReason; ///< eos | stop | length | context (the model's context is full)
    double tokensPerSecond = 0.0; ///< of its whole batch, prompts not counted; 0 for a single token
};

/// A token of a running generation.
struct GeneratedToken {
    std::size_t row = 0; ///< index of the prompt
    std::int32_t id = 0;
    std::string text; ///< text that is certain now; may lag behind the token, may be empty
};

/// A model kept open for several generations. Thread-safe for one call at a time.
class Generator {
public:
    /// @throws Error family when folder, tokenizer or overlay cannot be used, or an option is wrong
    Generator(const std::filesystem::path& folder, const GenerateOptions& options,
              const RunContext& context);
    /// Over a model that is open already: device, dtype, overlay and layers are the model's.
    Generator(std::shared_ptr<const OpenModel> model, const GenerateOptions& options,
              const RunContext& context);
    ~Generator();

    /// Type everything is computed in: "float32", "bfloat16" or "float16".
    std::string dtype() const;
    /// Continues every prompt, in batches of neighbours. @p onToken (may be empty) is told of every
    /// token on the calling thread.
    /// @throws StudyError for a prompt without tokens or longer than the model's context; Canceled
    std::vector<Generation>
    generate(const std::vector<Prompt>& prompts,
             const std::function<void(const GeneratedToken&)>& onToken = {}) const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace neurograft
