// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// What another program computed with a model, kept in the model's folder (docs/parity.md).
struct ReferenceLogits {
    static constexpr const char* kFileName = "reference_logits.safetensors";

    std::filesystem::path file;
    std::vector<std::vector<std::int32_t>> prompts; ///< [P], at least one token each
    std::vector<float> logits; ///< [P,V] of the last position of each prompt, finite
    std::int64_t vocabulary = 0; ///< V
    std::string dtype; ///< compute type of the other program: float32 | bfloat16 | float16
    std::string origin; ///< "transformers 4.57.6, torch 2.11.0, float32"

    const float* row(std::int64_t prompt) const { return logits.data() + prompt * vocabulary; }
};

/// Reads the reference of a model folder.
/// @param vocabulary of the model; the reference must have the same
/// @return nothing when the folder has none
/// @throws FormatError naming file and tensor for a broken one, or one of another vocabulary
std::optional<ReferenceLogits> readReferenceLogits(const std::filesystem::path& folder,
                                                   std::int64_t vocabulary);

} // namespace neurograft
