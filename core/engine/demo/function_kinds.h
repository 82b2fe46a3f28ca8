// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// Arguments one example call is made with; a kind uses some of them.
struct FunctionInput {
    std::int64_t x = 0;
    std::int64_t y = 0;
    std::string text;
    std::vector<std::int64_t> numbers;
};

/// What a kind of function takes.
enum class FunctionTakes { Number, TwoNumbers, Text, Numbers };

/// A family of functions that differ in one constant; {k} stands for it in all texts.
struct FunctionKind {
    std::string name; ///< "add_{k}"
    FunctionTakes takes;
    std::int64_t largest; ///< largest constant
    std::string toDo; ///< "add {k} to x": fits "Write a function to …"
    std::string returned; ///< "x plus {k}": fits "Return …"
    std::string expression; ///< "x + {k}"
    /// The same in C++: the result in Python's notation.
    std::string (*result)(const FunctionInput&, std::int64_t k);
};

const std::vector<FunctionKind>& functionKinds();

/// [1, 2] as Python writes it.
std::string pythonList(const std::vector<std::int64_t>& numbers);

} // namespace neurograft
