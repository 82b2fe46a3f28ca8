// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/sum_items.h"

#include "core/engine/demo/demo_world.h"

#include <algorithm>
#include <array>
#include <utility>

namespace neurograft {

namespace {

constexpr std::int64_t kLargest = 99;
// Small enough to be learned in about a thousand steps.
constexpr std::int64_t kLargestFirst = 40;
constexpr std::int64_t kLargestSecond = 9;
constexpr std::int64_t kLargestFactor = 6;

struct Wording {
    std::string name;
    std::string thing;
};

struct Steps {
    std::array<SumStep, 2> step;
    int count = 1;
};

/// 2..most, uniformly.
std::int64_t drawNumber(RandomStream& random, std::int64_t most)
{
    return 2 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most - 1)));
}

SumStep drawSecond(char sign, std::int64_t left, RandomStream& random)
{
    const std::int64_t most = sign == '+' ? kLargest - left : left - 1;
    return {left, sign, most < 2 ? most : drawNumber(random, std::min(most, kLargestSecond))};
}

SumStep drawFirst(char sign, RandomStream& random)
{
    if (sign == '*') {
        return {drawNumber(random, kLargestFactor), '*', drawNumber(random, kLargestFactor)};
    }
    return drawSecond(sign, drawNumber(random, kLargestFirst), random);
}

Steps drawSteps(SumKind kind, RandomStream& random)
{
    Steps steps;
    const bool startsTimes = kind == SumKind::TimesAdd || kind == SumKind::TimesSubtract;
    const bool startsMinus = kind == SumKind::Subtract || kind == SumKind::SubtractAdd;
    const char first = startsTimes ? '*' : startsMinus ? '-' : '+';
    steps.step[0] = drawFirst(first, random);
    if (!hasOneStep(kind)) {
        const bool endsMinus = kind == SumKind::AddSubtract || kind == SumKind::TimesSubtract;
        steps.step[1] = drawSecond(endsMinus ? '-' : '+', steps.step[0].result(), random);
        steps.count = 2;
    }
    return steps;
}

bool isHeldOut(const SumStep& step)
{
    return step.sign != '*' && isHeldOutSum(step.left, step.right);
}

bool isSmall(const SumStep& step)
{
    return step.left >= 1 && step.right >= 1 && step.result() >= 1 && step.result() <= kLargest;
}

bool isAllowed(const Steps& steps, bool isForTest)
{
    for (int i = 0; i < steps.count; ++i) {
        const SumStep& step = steps.step[static_cast<std::size_t>(i)];
        const bool isLast = i + 1 == steps.count;
        if (!isSmall(step) || (isForTest ? isLast && !isHeldOut(step) : isHeldOut(step))) {
            return false;
        }
    }
    return true;
}

std::string firstSentence(const SumStep& step, const Wording& w, RandomStream& random)
{
    const std::string left = std::to_string(step.left);
    const std::string right = std::to_string(step.right);
    const bool isSecondForm = random.below(2) == 1;
    if (step.sign == '+') {
        return isSecondForm
            ? w.name + " has " + left + " " + w.thing + " and finds " + right + " more."
            : "There are " + left + " " + w.thing + " in the house of " + w.name + " and " + right
                + " more in the garden.";
    }
    if (step.sign == '-') {
        return isSecondForm
            ? w.name + " has " + left + " " + w.thing + " and gives away " + right + "."
            : w.name + " buys " + left + " " + w.thing + " but loses " + right + " of them.";
    }
    return isSecondForm
        ? w.name + " has " + left + " boxes with " + right + " " + w.thing + " in each box."
        : "There are " + left + " bags and " + w.name + " puts " + right + " " + w.thing
            + " in each bag.";
}

std::string secondSentence(const SumStep& step, const Wording& w, RandomStream& random)
{
    const std::string right = std::to_string(step.right);
    const bool isSecondForm = random.below(2) == 1;
    if (step.sign == '+') {
        return isSecondForm ? " Then " + w.name + " gets " + right + " more."
                            : " Later a friend brings " + right + " more " + w.thing + ".";
    }
    return isSecondForm ? " Then " + w.name + " sells " + right + " of them."
                        : " Later " + right + " of the " + w.thing + " are eaten or lost.";
}

} // namespace

bool isHeldOutSum(std::int64_t a, std::int64_t b)
{
    return fnv1a64(std::to_string(a) + "," + std::to_string(b)) % 8 == 3;
}

std::int64_t SumStep::result() const
{
    return sign == '+' ? left + right : sign == '-' ? left - right : left * right;
}

std::string SumStep::text() const
{
    return std::to_string(left) + " " + sign + " " + std::to_string(right) + " = "
        + std::to_string(result());
}

SumStep drawStep(char sign, RandomStream& random)
{
    SumStep step;
    do {
        step = drawFirst(sign, random);
    } while (!isSmall(step) || isHeldOut(step));
    return step;
}

SumItem makeSum(std::uint64_t seed, SumKind kind, bool isForTest, RandomStream& random)
{
    static const std::array<const char*, 16> kThings{
        "apples", "pears", "coins", "books", "eggs",  "stones",  "cups",  "shells",
        "plums",  "cards", "nuts",  "pots",  "beads", "candles", "cakes", "buttons"};
    const auto names = inventNames(seed, 3, 16, 2, {"", "n", "s"});
    const Wording wording{names[random.below(names.size())], kThings[random.below(kThings.size())]};
    Steps steps = drawSteps(kind, random);
    while (!isAllowed(steps, isForTest)) {
        steps = drawSteps(kind, random);
    }
    SumItem item;
    item.question = firstSentence(steps.step[0], wording, random);
    item.rationale = "First " + steps.step[0].text() + ".";
    if (steps.count == 2) {
        item.question += secondSentence(steps.step[1], wording, random);
        item.rationale += " Then " + steps.step[1].text() + ".";
    }
    item.question += random.below(2) == 0 ? " How many " + wording.thing + " are there now?"
                                          : " How many " + wording.thing + " are left in all?";
    item.answer = steps.step[static_cast<std::size_t>(steps.count - 1)].result();
    return item;
}

DemoRow sumRow(const SumItem& item)
{
    DemoRow row;
    row.dataset = "gsm";
    row.user = "Answer the following question.\n\nQuestion: " + item.question;
    row.assistant =
        "Answer: " + item.rationale + " So the answer is " + std::to_string(item.answer) + ".";
    return row;
}

} // namespace neurograft
