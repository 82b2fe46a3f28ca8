// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/run/model_overlay.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace neurograft {

/// Everything that defines an evaluation (cli.md `evaluate`, evaluation.md). Same study, same
/// numbers.
struct EvaluateStudy {
    std::filesystem::path model; ///< empty when predictions are scored
    ModelOverlay overlay;
    std::filesystem::path predictions; ///< JSON Lines {"id","output"} made elsewhere, or empty
    std::string task; ///< mmlu | gsm8k | humaneval | mbpp | choice | exact
    std::filesystem::path data; ///< file of the task, mmlu: folder with test/ and dev/
    RowSelection rows;
    std::string protocol; ///< empty = the task's default (decisions.md D62)
    std::string promptTemplate; ///< empty = the protocol's
    std::int64_t shots = 0; ///< worked examples in front: mmlu and gsm8k
    std::filesystem::path shotsFile; ///< gsm8k: rows {"question","answer"} (decisions.md D65)
    std::int64_t maxNewTokens = 0; ///< 0 = the protocol's
    double temperature = -1.0; ///< below 0 = the protocol's; 0 = greedy
    double topP = 0.0; ///< 0 = the protocol's
    std::int64_t samples = 0; ///< answers to each question; 0 = the protocol's
    std::string plainStop = "newline"; ///< gsm8k in plain mode ends at a newline | blank-line
    bool executesCode = false; ///< generated code is run, isolated (evaluation.md 4.4)
    std::int64_t batch = 8; ///< rows computed together
    std::uint64_t seed = 42;
    std::string device = "auto"; ///< auto | cpu | cuda | cuda:N
    std::string dtype = "auto"; ///< auto | float32 | bfloat16 | float16
    int threads = 0; ///< 0 = as many as cores
    bool isDeterministic = false;
};

/// @throws UsageError naming the option for words that are none, numbers out of range and
/// combinations that have no meaning
void checkEvaluateStudy(const EvaluateStudy& study);

/// The study as JSON: every value written out, keys in a fixed order; what a result file keeps as
/// `study`.
std::string studyText(const EvaluateStudy& study);

/// The study of such a text, strictly; defaults for absent keys.
/// @param name what messages call the text
/// @throws StudyError with the JSON path, FormatError when it is no JSON
EvaluateStudy parseEvaluateStudy(std::string_view text, const std::string& name);

/// The command line that repeats the run, ready for a POSIX shell. Options at their default are
/// left out.
std::string evaluateCommandLine(const EvaluateStudy& study, const std::filesystem::path& out);

} // namespace neurograft
