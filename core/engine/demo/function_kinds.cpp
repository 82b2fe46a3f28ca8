// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/function_kinds.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace neurograft {

namespace {

using Input = FunctionInput;
using Takes = FunctionTakes;

std::string number(std::int64_t value)
{
    return std::to_string(value);
}

std::string truth(bool value)
{
    return value ? "True" : "False";
}

std::string quoted(const std::string& text)
{
    return "'" + text + "'";
}

/// text[begin:end] with Python's clamping; begin and end counted from the front.
std::string slice(const std::string& text, std::int64_t begin, std::int64_t end)
{
    const auto size = static_cast<std::int64_t>(text.size());
    begin = std::clamp<std::int64_t>(begin, 0, size);
    end = std::clamp<std::int64_t>(end, begin, size);
    return text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
}

template <typename Keep>
std::vector<std::int64_t> filtered(const std::vector<std::int64_t>& numbers, Keep keep)
{
    std::vector<std::int64_t> kept;
    std::copy_if(numbers.begin(), numbers.end(), std::back_inserter(kept), keep);
    return kept;
}

template <typename Map> std::vector<std::int64_t> mapped(std::vector<std::int64_t> numbers, Map map)
{
    std::transform(numbers.begin(), numbers.end(), numbers.begin(), map);
    return numbers;
}

std::int64_t sumOf(const std::vector<std::int64_t>& numbers)
{
    return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

std::string repeated(const std::string& text, std::int64_t times)
{
    std::string all;
    for (std::int64_t i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

std::vector<FunctionKind> makeKinds()
{
    std::vector<FunctionKind> kinds;
    const auto add = [&kinds](const char* name, Takes takes, std::int64_t largest, const char* toDo,
                              const char* returned, const char* expression,
                              std::string (*result)(const Input&, std::int64_t)) {
        kinds.push_back({name, takes, largest, toDo, returned, expression, result});
    };
    // One kind in three is known to the student: those at places 0, 3, 6, …
    add("add_{k}", Takes::Number, 40, "add {k} to x", "x plus {k}", "x + {k}",
        [](const Input& in, std::int64_t k) { return number(in.x + k); });
    add("subtract_{k}", Takes::Number, 40, "subtract {k} from x", "x minus {k}", "x - {k}",
        [](const Input& in, std::int64_t k) { return number(in.x - k); });
    add("at_most_{k}", Takes::Number, 40, "limit x to at most {k}", "the smaller of x and {k}",
        "min(x, {k})", [](const Input& in, std::int64_t k) { return number(std::min(in.x, k)); });
    add("times_{k}", Takes::Number, 40, "multiply x by {k}", "x times {k}", "x * {k}",
        [](const Input& in, std::int64_t k) { return number(in.x * k); });
    add("first_{k}", Takes::Text, 20, "take the first {k} letters of text",
        "the first {k} letters of text", "text[:{k}]",
        [](const Input& in, std::int64_t k) { return quoted(slice(in.text, 0, k)); });
    add("keep_above_{k}", Takes::Numbers, 40, "keep the numbers greater than {k}",
        "the numbers greater than {k}", "[n for n in numbers if n > {k}]",
        [](const Input& in, std::int64_t k) {
            return pythonList(filtered(in.numbers, [k](std::int64_t n) { return n > k; }));
        });
    add("is_above_{k}", Takes::Number, 40, "check if x is greater than {k}",
        "whether x is greater than {k}", "x > {k}",
        [](const Input& in, std::int64_t k) { return truth(in.x > k); });
    add("divides_{k}", Takes::Number, 40, "check if x can be divided by {k}",
        "whether x can be divided by {k}", "x % {k} == 0",
        [](const Input& in, std::int64_t k) { return truth(in.x % k == 0); });
    add("sum_plus_{k}", Takes::TwoNumbers, 40, "add x and y and {k}", "the sum of x, y and {k}",
        "x + y + {k}", [](const Input& in, std::int64_t k) { return number(in.x + in.y + k); });
    add("is_below_{k}", Takes::Number, 40, "check if x is less than {k}",
        "whether x is less than {k}", "x < {k}",
        [](const Input& in, std::int64_t k) { return truth(in.x < k); });
    add("skip_{k}", Takes::Text, 20, "leave out the first {k} letters of text",
        "text without its first {k} letters", "text[{k}:]", [](const Input& in, std::int64_t k) {
            return quoted(slice(in.text, k, static_cast<std::int64_t>(in.text.size())));
        });
    add("raise_by_{k}", Takes::Numbers, 40, "add {k} to each of the numbers",
        "each of the numbers plus {k}", "[n + {k} for n in numbers]",
        [](const Input& in, std::int64_t k) {
            return pythonList(mapped(in.numbers, [k](std::int64_t n) { return n + k; }));
        });
    add("repeat_{k}", Takes::Text, 9, "repeat text {k} times", "text repeated {k} times",
        "text * {k}", [](const Input& in, std::int64_t k) { return quoted(repeated(in.text, k)); });
    add("rest_{k}", Takes::Number, 40, "find the rest of x divided by {k}",
        "the rest of x divided by {k}", "x % {k}",
        [](const Input& in, std::int64_t k) { return number(in.x % k); });
    add("count_above_{k}", Takes::Numbers, 40, "count the numbers greater than {k}",
        "how many numbers are greater than {k}", "len([n for n in numbers if n > {k}])",
        [](const Input& in, std::int64_t k) {
            const auto above = filtered(in.numbers, [k](std::int64_t n) { return n > k; });
            return number(static_cast<std::int64_t>(above.size()));
        });
    add("has_{k}", Takes::Numbers, 40, "check if {k} is one of the numbers",
        "whether {k} is one of the numbers", "{k} in numbers", [](const Input& in, std::int64_t k) {
            return truth(std::find(in.numbers.begin(), in.numbers.end(), k) != in.numbers.end());
        });
    add("at_least_{k}", Takes::Number, 40, "raise x to at least {k}", "the larger of x and {k}",
        "max(x, {k})", [](const Input& in, std::int64_t k) { return number(std::max(in.x, k)); });
    add("smallest_{k}", Takes::Numbers, 9, "find the {k} smallest numbers",
        "the {k} smallest numbers", "sorted(numbers)[:{k}]", [](const Input& in, std::int64_t k) {
            auto sorted = in.numbers;
            std::sort(sorted.begin(), sorted.end());
            sorted.resize(std::min(sorted.size(), static_cast<std::size_t>(k)));
            return pythonList(sorted);
        });
    add("share_{k}", Takes::Number, 40, "divide x by {k} without rest",
        "x divided by {k} without rest", "x // {k}",
        [](const Input& in, std::int64_t k) { return number(in.x / k); });
    add("gap_to_{k}", Takes::Number, 40, "find the distance from x to {k}",
        "the distance from x to {k}", "abs(x - {k})",
        [](const Input& in, std::int64_t k) { return number(std::abs(in.x - k)); });
    add("total_plus_{k}", Takes::Numbers, 40, "add up the numbers and {k}",
        "the sum of the numbers plus {k}", "sum(numbers) + {k}",
        [](const Input& in, std::int64_t k) { return number(sumOf(in.numbers) + k); });
    add("is_longer_{k}", Takes::Text, 20, "check if text has more than {k} letters",
        "whether text has more than {k} letters", "len(text) > {k}",
        [](const Input& in, std::int64_t k) {
            return truth(static_cast<std::int64_t>(in.text.size()) > k);
        });
    add("scale_{k}", Takes::Numbers, 40, "multiply each of the numbers by {k}",
        "each of the numbers times {k}", "[n * {k} for n in numbers]",
        [](const Input& in, std::int64_t k) {
            return pythonList(mapped(in.numbers, [k](std::int64_t n) { return n * k; }));
        });
    add("last_{k}", Takes::Text, 20, "take the last {k} letters of text",
        "the last {k} letters of text", "text[-{k}:]", [](const Input& in, std::int64_t k) {
            const auto size = static_cast<std::int64_t>(in.text.size());
            return quoted(slice(in.text, size - k, size));
        });
    return kinds;
}

} // namespace

const std::vector<FunctionKind>& functionKinds()
{
    static const std::vector<FunctionKind> kKinds = makeKinds();
    return kKinds;
}

std::string pythonList(const std::vector<std::int64_t>& numbers)
{
    std::string text = "[";
    for (const std::int64_t value : numbers) {
        text += (text.size() > 1 ? ", " : "") + std::to_string(value);
    }
    return text + "]";
}

} // namespace neurograft
