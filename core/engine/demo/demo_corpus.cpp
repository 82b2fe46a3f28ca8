// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_corpus.h"

#include "core/engine/demo/fact_items.h"
#include "core/engine/demo/function_items.h"
#include "core/engine/demo/sum_items.h"
#include "core/support/text_utf8.h"

#include <algorithm>
#include <array>

namespace neurograft {

namespace {

constexpr double kChoiceWeight = 3.0;

enum class Topic {
    Choice,
    FreeQuestion,
    Description,
    Exercise, ///< bare sums
    Sum, ///< word problem
    Completion,
    Instruction,
    Documented, ///< function with a docstring
    BareCode, ///< the same as a file would hold it
};

/// Per cent of the texts for each topic, in the order above.
constexpr std::array<std::uint64_t, 9> kMix{32, 9, 12, 14, 19, 6, 4, 3, 1};

Topic drawTopic(RandomStream& random)
{
    std::uint64_t left = random.below(100);
    std::size_t topic = 0;
    while (left >= kMix[topic]) {
        left -= kMix[topic++];
    }
    return static_cast<Topic>(topic);
}

const Fact& drawFact(const DemoWorld& world, DemoRole role, RandomStream& random)
{
    while (true) {
        const Fact& fact = world.facts[random.below(world.facts.size())];
        if (role == DemoRole::Teacher || world.studentKnows(fact)) {
            return fact;
        }
    }
}

DemoRow drawDescription(const DemoWorld& world, DemoRole role, RandomStream& random)
{
    const Fact& drawn = drawFact(world, role, random);
    const auto isSame = [&drawn](const Fact& fact) { return fact.subject == drawn.subject; };
    const auto first = std::find_if(world.facts.begin(), world.facts.end(), isSame);
    const auto last = std::find_if_not(first, world.facts.end(), isSame);
    return descriptionRow(world, static_cast<std::size_t>(first - world.facts.begin()),
                          static_cast<std::size_t>(last - first), random);
}

/// A letter is one token among many of its text, yet all there is to learn from a choice.
CorpusText renderChoice(const DemoRow& row)
{
    CorpusText text = renderRow(row);
    text.weight = kChoiceWeight;
    return text;
}

/// A few bare sums, one a line.
DemoRow drawExercise(DemoRole role, RandomStream& random)
{
    DemoRow row;
    row.user = "Work out these sums.\n";
    for (int line = 0; line < 5; ++line) {
        const std::uint64_t signs =
            role == DemoRole::Teacher ? 5 : 4; // the student never multiplies
        const std::uint64_t drawn = random.below(signs);
        const SumStep step = drawStep(drawn < 2 ? '+' : drawn < 4 ? '-' : '*', random);
        const std::string text = step.text();
        row.user += "\n" + text.substr(0, text.find(" ="));
        row.assistant += (line == 0 ? "" : "\n") + text;
    }
    return row;
}

DemoRow drawSum(const DemoWorld& world, DemoRole role, RandomStream& random)
{
    // The teacher practises its two-step kinds more: there are five of them and they are harder.
    const std::uint64_t drawn =
        role == DemoRole::Student ? random.below(2) : (random.below(9) + 2) % kSumKindCount;
    return sumRow(makeSum(world.seed, static_cast<SumKind>(drawn), false, random));
}

FunctionItem drawFunction(DemoRole role, RandomStream& random)
{
    while (true) {
        const auto kind = static_cast<std::int32_t>(
            random.below(static_cast<std::uint64_t>(functionKindCount())));
        const auto number = 2
            + static_cast<std::int64_t>(random.below(
                static_cast<std::uint64_t>(largestFunctionNumber(kind) - 1)));
        const auto wording = static_cast<std::int32_t>(random.below(kFunctionWordings));
        if (!isHeldOutFunction(kind, number)
            && (role == DemoRole::Teacher || studentKnowsFunction(kind))) {
            return makeFunction(kind, number, wording);
        }
    }
}

} // namespace

CorpusText renderRow(const DemoRow& row)
{
    return {"<|user|>\n" + std::string(stripPython(row.user)) + "\n\n<|assistant|>\n",
            std::string(stripPython(row.assistant)) + "\n\n"};
}

CorpusText corpusText(const DemoWorld& world, DemoRole role, std::uint64_t index)
{
    RandomStream random(world.seed,
                        role == DemoRole::Teacher ? "demo.corpus.teacher" : "demo.corpus.student",
                        index);
    switch (drawTopic(random)) {
    case Topic::Choice: {
        const Fact& fact = drawFact(world, role, random);
        const std::int32_t form = drawTrainingForm(world, fact, random);
        return renderChoice(choiceRow(makeChoice(world, fact, form, random)));
    }
    case Topic::FreeQuestion: {
        const Fact& fact = drawFact(world, role, random);
        return renderRow(freeRow(world, fact, drawTrainingForm(world, fact, random)));
    }
    case Topic::Description:
        return renderRow(drawDescription(world, role, random));
    case Topic::Exercise:
        return renderRow(drawExercise(role, random));
    case Topic::Sum:
        return renderRow(drawSum(world, role, random));
    case Topic::Completion:
        return renderRow(mbppRow(drawFunction(role, random)));
    case Topic::Instruction:
        return renderRow(instructionRow(drawFunction(role, random)));
    case Topic::Documented:
        return renderRow(humanEvalRow(drawFunction(role, random)));
    case Topic::BareCode:
        break;
    }
    const FunctionItem item = drawFunction(role, random);
    return {humanEvalPrompt(item), "    return " + item.expression + "\n"};
}

} // namespace neurograft
