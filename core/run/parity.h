// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace neurograft {

struct ParityOptions {
    std::filesystem::path model;
    std::string device = "auto";
    std::string dtype = "auto";
};

/// Our logits against those that another program left in the model's folder (docs/parity.md).
struct ParityResult {
    std::filesystem::path file; ///< the reference
    std::string origin; ///< "transformers 4.57.6, torch 2.11.0, float32"
    std::string device; ///< where ours were computed: "cpu"
    std::string dtype; ///< and in which type
    std::int64_t prompts = 0;
    std::int64_t vocabulary = 0;
    double largestDifference = 0.0; ///< of two logits, without its sign
    double tolerance = 0.0; ///< parityTolerance()
    std::int64_t prompt = 0; ///< where the largest difference is: prompt from 0 …
    std::int64_t id = 0; ///< … and token id
    double reference = 0.0; ///< the two logits there
    double ours = 0.0;

    bool passed() const { return largestDifference <= tolerance; }
};

/// Whether a model folder has a reference; its content is not looked at.
bool hasParityReference(const std::filesystem::path& model);

/// The comparison prompt by prompt, for callers that must be able to let go between two. Not
/// thread-safe; may move between threads.
class ParityCheck {
public:
    /// Opens reference and model. @pre hasParityReference(options.model)
    /// @throws FormatError for a broken reference, one of another vocabulary or of a prompt longer
    /// than the model's context, and for a broken model; StudyError for options that cannot be
    explicit ParityCheck(const ParityOptions& options);
    ~ParityCheck();

    std::int64_t prompts() const;
    std::int64_t done() const;
    bool isDone() const { return done() == prompts(); }
    /// Computes the next prompt. @pre !isDone()
    /// @throws Canceled, then the prompt is not counted; DomainError when our logits are not finite
    void runNext(const RunContext& context);
    /// Of the prompts done so far.
    ParityResult result() const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

/// The whole comparison with one progress report per prompt.
/// @return nothing when the folder has no reference
std::optional<ParityResult> checkParity(const ParityOptions& options, const RunContext& context);

/// Keys: passed, largest_difference, tolerance, prompts, vocabulary, worst {prompt, id, reference,
/// ours}, device, dtype, file, origin.
nlohmann::ordered_json toJson(const ParityResult& result);

} // namespace neurograft
