// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/byte_pair_trainer.h"
#include "core/engine/demo/demo_world.h"

#include <cstdint>
#include <filesystem>

namespace neurograft {

constexpr std::int32_t kDemoEosId = 0; ///< "</s>"; 1 is "<|user|>", 2 "<|assistant|>"
constexpr std::int64_t kDemoVocabularySize = 1000;
constexpr std::int64_t kDemoContext = 512; ///< max_position_embeddings

/// The vocabulary of both models, learned from texts of the teacher's corpus that no training step
/// sees.
BytePairVocabulary demoVocabulary(const DemoWorld& world);

/// Writes tokenizer.json and tokenizer_config.json (chat template: `train` of evaluation.md 1.1)
/// into a model folder.
void writeDemoTokenizer(const BytePairVocabulary& vocabulary, const std::filesystem::path& folder,
                        bool overwrite);

} // namespace neurograft
