// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/function_items.h"

#include "core/engine/demo/function_kinds.h"
#include "core/support/random_stream.h"

#include <nlohmann/json.hpp>

#include <array>

namespace neurograft {

namespace {

constexpr const char* kCompletionPreface = "Here is the completed function:\n\n\n```python\n";
constexpr const char* kCompletionRequest = "Complete the following python function.\n\n\n";

std::string withNumber(const std::string& pattern, std::int64_t number)
{
    std::string text = pattern;
    for (auto at = text.find("{k}"); at != std::string::npos; at = text.find("{k}", at)) {
        text.replace(at, 3, std::to_string(number));
    }
    return text;
}

FunctionInput drawInput(RandomStream& random, std::int64_t k)
{
    static const std::array<const char*, 8> kWords{"house",  "garden", "sun",        "waterfall",
                                                   "market", "a",      "longwinter", "riverbank"};
    FunctionInput input;
    input.x = 1 + static_cast<std::int64_t>(random.below(60));
    input.y = 1 + static_cast<std::int64_t>(random.below(20));
    input.text = kWords[random.below(kWords.size())];
    const std::uint64_t size = 3 + random.below(3);
    for (std::uint64_t i = 0; i < size; ++i) {
        input.numbers.push_back(1 + static_cast<std::int64_t>(random.below(50)));
    }
    if (random.below(2) == 0) {
        input.numbers.push_back(k); // so that both answers of "is it in there" come up
    }
    return input;
}

std::string parametersOf(FunctionTakes takes)
{
    switch (takes) {
    case FunctionTakes::Number:
        return "x";
    case FunctionTakes::TwoNumbers:
        return "x, y";
    case FunctionTakes::Text:
        return "text";
    case FunctionTakes::Numbers:
        break;
    }
    return "numbers";
}

std::string callOf(FunctionTakes takes, const FunctionInput& input)
{
    switch (takes) {
    case FunctionTakes::Number:
        return std::to_string(input.x);
    case FunctionTakes::TwoNumbers:
        return std::to_string(input.x) + ", " + std::to_string(input.y);
    case FunctionTakes::Text:
        return "'" + input.text + "'";
    case FunctionTakes::Numbers:
        break;
    }
    return pythonList(input.numbers);
}

const FunctionKind& kindAt(std::int32_t kind)
{
    return functionKinds()[static_cast<std::size_t>(kind)];
}

} // namespace

std::int32_t functionKindCount()
{
    return static_cast<std::int32_t>(functionKinds().size());
}

std::int64_t largestFunctionNumber(std::int32_t kind)
{
    return kindAt(kind).largest;
}

bool isHeldOutFunction(std::int32_t kind, std::int64_t number)
{
    return (number + kind) % 6 == 0;
}

FunctionItem makeFunction(std::int32_t kind, std::int64_t number, std::int32_t wording)
{
    const FunctionKind& made = kindAt(kind);
    FunctionItem item;
    item.kind = kind;
    item.number = number;
    item.wording = wording;
    item.name = withNumber(made.name, number);
    item.parameters = parametersOf(made.takes);
    item.expression = withNumber(made.expression, number);
    const std::string toDo = withNumber(made.toDo, number);
    const std::string returned = withNumber(made.returned, number);
    item.sentence = wording == 0 ? "Write a function to " + toDo + "."
        : wording == 1           ? "Write a python function that returns " + returned + "."
                                 : "Make a function to " + toDo + ".";
    RandomStream random(static_cast<std::uint64_t>(kind), "demo.calls",
                        static_cast<std::uint64_t>(number));
    for (int call = 0; call < 4; ++call) {
        const FunctionInput input = drawInput(random, number);
        item.calls.push_back(callOf(made.takes, input));
        item.results.push_back(made.result(input, number));
    }
    return item;
}

DemoRow mbppRow(const FunctionItem& item)
{
    DemoRow row;
    row.user = kCompletionRequest + item.sentence + "\n" + item.signature();
    row.assistant = kCompletionPreface + item.code();
    return row;
}

DemoRow instructionRow(const FunctionItem& item)
{
    const FunctionKind& made = kindAt(item.kind);
    DemoRow row;
    const std::string call = item.name + "(" + item.parameters + ")";
    row.user = item.wording == 0
        ? "Write " + call + " in Python to " + withNumber(made.toDo, item.number) + "."
        : item.wording == 1
        ? "Define " + call + " so that it returns " + withNumber(made.returned, item.number) + "."
        : "Please write a Python function " + call + " that returns "
            + withNumber(made.returned, item.number) + ".";
    row.assistant = item.code();
    return row;
}

std::string humanEvalPrompt(const FunctionItem& item)
{
    return item.signature() + ":\n    \"\"\" Return "
        + withNumber(kindAt(item.kind).returned, item.number) + ".\n    >>> " + item.name + "("
        + item.calls[3] + ")\n    " + item.results[3] + "\n    \"\"\"\n";
}

DemoRow humanEvalRow(const FunctionItem& item)
{
    DemoRow row;
    row.user = kCompletionRequest + humanEvalPrompt(item);
    row.assistant = kCompletionPreface + item.code();
    return row;
}

nlohmann::ordered_json humanEvalJson(const FunctionItem& item, std::int64_t index)
{
    nlohmann::ordered_json json;
    json["task_id"] = "HumanEval/" + std::to_string(index);
    json["prompt"] = humanEvalPrompt(item);
    json["entry_point"] = item.name;
    json["canonical_solution"] = "    return " + item.expression + "\n";
    std::string test = "\n\ndef check(candidate):\n";
    for (std::size_t i = 0; i < 3; ++i) {
        test += "    assert candidate(" + item.calls[i] + ") == " + item.results[i] + "\n";
    }
    json["test"] = test;
    return json;
}

nlohmann::ordered_json mbppJson(const FunctionItem& item, std::int64_t taskId)
{
    nlohmann::ordered_json json;
    json["text"] = item.sentence;
    json["code"] = item.code();
    json["task_id"] = taskId;
    json["test_setup_code"] = "";
    json["test_list"] = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < 3; ++i) {
        json["test_list"].push_back("assert " + item.name + "(" + item.calls[i]
                                    + ") == " + item.results[i]);
    }
    json["challenge_test_list"] = nlohmann::ordered_json::array();
    return json;
}

} // namespace neurograft
