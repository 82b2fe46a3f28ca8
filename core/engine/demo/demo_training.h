// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_corpus.h"
#include "core/engine/train/packing.h"
#include "core/engine/train/trainer.h"
#include "core/text/tokenizer.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace neurograft {

/// How one model of the pair is trained; the defaults made the files in resources/demo.
struct DemoTraining {
    std::uint64_t seed = 42;
    std::int64_t steps = 1500; ///< length of the schedule
    std::int64_t lastStep = 0; ///< stop earlier (a trial); 0 runs to the end
    double peakRate = 2e-3;
    std::int64_t warmupSteps = 100;
    PackingOptions packing{24, 128, 0.1, 0};
    std::filesystem::path checkpoint; ///< state file, continued from when it is there
    std::int64_t checkpointEvery = 200;
};

/// Prompt and response tokenized apart (so that the prompt's ids are those of generation) and one
/// end-of-text id.
TokenText encodeText(const Tokenizer& tokenizer, const CorpusText& text);

/// Batch of one step: texts step * 1000, step * 1000 + 1, … of the role's corpus.
TrainingBatch demoBatch(const DemoWorld& world, DemoRole role, const Tokenizer& tokenizer,
                        const PackingOptions& packing, std::int64_t step);

/// Trains one model on its endless corpus with AdamW (betas 0.9 and 0.98, decay 0.05 on matrices),
/// cosine to 2 % of the peak, clipping at 1. Same seed, thread count and LibTorch, same weights; a
/// run continued from its state file is bit-identical.
/// @return float32 weights under their checkpoint paths; @p onStep gets the loss of every step
std::map<std::string, at::Tensor> trainDemoModel(const DemoWorld& world, DemoRole role,
                                                 const Tokenizer& tokenizer,
                                                 const DemoTraining& training,
                                                 const Trainer::OnStep& onStep,
                                                 const RunContext& context);

} // namespace neurograft
