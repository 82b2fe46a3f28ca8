// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_row.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// One small Python function to be written: "returns x plus 7".
struct FunctionItem {
    std::int32_t kind = 0;
    std::int64_t number = 0; ///< the constant in it
    std::int32_t wording = 0; ///< which sentence asks for it
    std::string name; ///< "add_7"
    std::string parameters; ///< "x"
    std::string sentence; ///< "Write a function to add 7 to a number."
    std::string expression; ///< "x + 7"
    std::vector<std::string> calls; ///< four argument lists: "3"
    std::vector<std::string> results; ///< their results in Python's notation: "10"

    std::string signature() const { return "def " + name + "(" + parameters + ")"; }
    std::string code() const { return signature() + ":\n    return " + expression; }
};

constexpr std::int32_t kFunctionWordings = 3;
std::int32_t functionKindCount();
/// Smallest and largest constant of a kind are 2 and this.
std::int64_t largestFunctionNumber(std::int32_t kind);
/// Kinds the student has met (every third).
inline bool studentKnowsFunction(std::int32_t kind)
{
    return kind % 3 == 0;
}
/// Whether functions with this constant are kept for the test splits (one in six of each kind).
bool isHeldOutFunction(std::int32_t kind, std::int64_t number);
FunctionItem makeFunction(std::int32_t kind, std::int64_t number, std::int32_t wording);

/// mbpp row layout (evaluation.md 4.2 and 6): sentence, newline, signature; the answer's fence
/// stays open.
DemoRow mbppRow(const FunctionItem& item);
/// humaneval row layout (evaluation.md 6): an instruction in words, bare code as answer.
DemoRow instructionRow(const FunctionItem& item);
/// humaneval problem asked in chat form (evaluation.md 4.1): signature and docstring, answer in an
/// open fence.
DemoRow humanEvalRow(const FunctionItem& item);
/// The prompt of the humaneval test set: signature, docstring with one example.
std::string humanEvalPrompt(const FunctionItem& item);

/// One problem in the layout of the humaneval test set (task_id, prompt, entry_point,
/// canonical_solution, test).
nlohmann::ordered_json humanEvalJson(const FunctionItem& item, std::int64_t index);
/// One problem in the layout of the mbpp test set (text, code, task_id, test_setup_code, test_list,
/// challenge_test_list).
nlohmann::ordered_json mbppJson(const FunctionItem& item, std::int64_t taskId);

} // namespace neurograft
