// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace neurograft {

/// What is known of an answer.
enum class Verdict : std::int8_t { NotScored = -1, Wrong = 0, Right = 1 };

/// One answer to one question of an evaluation (evaluation.md 1): what was asked, what came, what
/// it counts. A question that is answered several times (evaluation.md 4.1) has one item per
/// answer, one behind the other.
struct EvaluationItem {
    // What is asked.
    std::string id; ///< of the question, unique but for its samples
    std::int64_t row = 0; ///< of the task's rows from 0, before any were selected
    std::int64_t sample = 0; ///< number of this answer to the question, from 0
    std::string group; ///< mmlu: the subject; category of a row; empty when there is none
    std::string prompt; ///< as the model reads it, answer prefix included
    /// What decides: a letter, a number, a response; of code what stands behind the completion in
    /// the program under test.
    std::string gold;
    /// Of code: what stands before the completion in the program under test, which is
    /// codeBefore + extracted + NL + gold.
    std::string codeBefore;
    std::int64_t shots = 0; ///< worked examples in the prompt

    // What came.
    bool isAnswered = false;
    std::string output; ///< text of the model, without its eos or stop string
    std::string extracted; ///< the part of it that counts; empty when there is none
    Verdict verdict = Verdict::NotScored;
    /// Choices: ln p of the gold letter's token among the whole vocabulary; NaN for others.
    double logprob = std::numeric_limits<double>::quiet_NaN();
    std::vector<float> choiceLogits; ///< choices: of the letters, in their order; else empty
    std::int64_t tokens = 0; ///< generated, a final eos included
    std::string stopReason; ///< eos | stop | length | context; empty when nothing was generated
    /// Of code that was run: "passed", "failed: NameError", "timed out", …; of any item without a
    /// score: why.
    std::string detail;
};

} // namespace neurograft
