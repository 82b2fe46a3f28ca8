// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run/run_context.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace neurograft {

/// What `train-demo` makes: the bundled demo pair, from nothing but a seed.
struct TrainDemoOptions {
    std::filesystem::path out; ///< gets teacher/, student/ and data/
    std::uint64_t seed = 42; ///< of the world, the data, the weights and the order of texts
    std::int64_t teacherSteps = 1500;
    std::int64_t studentSteps = 1000;
    std::int64_t stepsLimit = 0; ///< end each training early (a trial); 0 trains to the end
    std::int64_t scoreLimit = 0; ///< test rows of each task to score at the end; 0 = all
    int threads = 0; ///< 0 leaves LibTorch's number; the committed files were made with 2
    bool overwrite = false; ///< replace models and data that are already in the folder
};

/// Right answers of both models on the test rows of one task.
struct DemoTaskScore {
    std::string task; ///< mmlu, gsm, humaneval, mbpp
    std::int64_t items = 0;
    std::int64_t teacherCorrect = 0;
    std::int64_t studentCorrect = 0;
};

struct TrainDemoOutcome {
    std::vector<DemoTaskScore> scores; ///< of the float16 files as written
    double teacherLoss = 0.0; ///< mean of the last 100 steps; 0 when an earlier call trained it
    double studentLoss = 0.0;
    double seconds = 0.0;
};

/// Writes the data, trains teacher and student one after the other, writes both as Hugging Face
/// folders (float16 safetensors) and scores them on all test rows. A run that was stopped leaves
/// <out>/teacher.state or <out>/student.state and goes on from there when it is started again with
/// the same options. Reproducible by seed with the same thread count.
/// @throws StudyError when a result is already there and overwrite is off, Canceled when stopped
TrainDemoOutcome trainDemo(const TrainDemoOptions& options, const RunContext& context);

/// Scores the models in <folder>/teacher and <folder>/student on the first @p limit test rows of
/// each task in <folder>/data (0 = all): mmlu by the logits of the four letters, gsm by the last
/// number of the greedy answer, functions by the text of the greedy answer.
std::vector<DemoTaskScore> scoreDemo(const std::filesystem::path& folder, std::int64_t limit,
                                     const RunContext& context);

} // namespace neurograft
