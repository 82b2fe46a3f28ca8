// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_item.h"
#include "core/evaluate/sandbox_setup.h"
#include "core/run/run_context.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// What stands behind a completion in HumanEval's program under test: its tests and
/// `check(entry point)` (evaluation.md 4.1). The `gold` of an item.
std::string humanEvalTests(const std::string& test, const std::string& entryPoint);

/// The same for MBPP: set-up and assertions, one newline between each; an empty set-up leaves an
/// empty line (evaluation.md 4.2).
std::string mbppTests(const std::string& setup, const std::vector<std::string>& tests);

/// The program under test: what stands before the completion, the completion, a newline, the tests.
std::string programUnderTest(const EvaluationItem& item);

/// Runs the program of every answered code item that has no verdict yet, isolated (sandbox.h), and
/// sets verdict and detail: "passed", "failed: NameError: …", "timed out: …". Where nothing could
/// be run an item stays NotScored with the reason, never wrong.
/// @param timeoutSeconds wall clock of one program: 3 for HumanEval, 10 for MBPP
/// @param progress words of the reports
/// @throws Canceled when a stop is asked for; items scored until then keep their verdicts
void scoreCode(const SandboxSetup& setup, double timeoutSeconds, std::vector<EvaluationItem>& items,
               const RunContext& context, const Progress& progress);

/// Mean over the questions of pass@k (statistics.h), from the scored samples of each. NaN when no
/// question has as many as @p k. Samples of one question must follow each other.
double meanPassAtK(const std::vector<EvaluationItem>& items, std::int64_t k);

} // namespace neurograft
