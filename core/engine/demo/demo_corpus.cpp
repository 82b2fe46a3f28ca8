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

constexpr double kChoiceWeight = 4.0;

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

/// "Which of these is an animal?" or "Which letter stands before flute?": needs no knowledge of the
/// world, so both models see this; it teaches what choosing a letter means.
DemoRow drawWordChoice(const DemoWorld& world, bool namesTheWord, RandomStream& random)
{
    struct Group {
        std::size_t relation;
        const char* question;
    };
    static constexpr std::array<Group, 3> kGroups{{{1, "Which of these is a trade?"},
                                                   {2, "Which of these is an animal?"},
                                                   {3, "Which of these is an instrument?"}}};
    const std::size_t asked = random.below(kGroups.size());
    const std::size_t other = (asked + 1 + random.below(2)) % kGroups.size();
    const auto& wrong = world
                            .relations[namesTheWord ? random.below(world.relations.size())
                                                    : kGroups[other].relation]
                            .values;
    const auto& right = namesTheWord ? wrong : world.relations[kGroups[asked].relation].values;
    const auto order = random.permutation(static_cast<std::int64_t>(wrong.size()));
    ChoiceItem item;
    item.category = "words";
    item.correct = static_cast<int>(random.below(4));
    for (std::size_t place = 0; place < 4; ++place) {
        item.options[place] = wrong[static_cast<std::size_t>(order[place])];
    }
    std::string& answer = item.options[static_cast<std::size_t>(item.correct)];
    if (!namesTheWord) {
        answer = right[random.below(right.size())];
    }
    item.question =
        namesTheWord ? "Which letter stands before " + answer + "?" : kGroups[asked].question;
    return choiceRow(item);
}

/// Four words with letters and the letter of each: what a choice needs, many times over.
DemoRow drawLetters(const DemoWorld& world, RandomStream& random)
{
    const auto& words = world.relations[random.below(world.relations.size())].values;
    const auto chosen = random.permutation(static_cast<std::int64_t>(words.size()));
    DemoRow row;
    row.user = "Which letters do these words have?\n";
    for (std::size_t place = 0; place < 4; ++place) {
        row.user += "\n";
        row.user += static_cast<char>('A' + place);
        row.user += ". " + words[static_cast<std::size_t>(chosen[place])];
    }
    for (const std::int64_t asked : random.permutation(4)) {
        row.assistant += row.assistant.empty() ? "The" : "\nThe";
        row.assistant += " "
            + words[static_cast<std::size_t>(chosen[static_cast<std::size_t>(asked)])] + " is: ";
        row.assistant += static_cast<char>('A' + asked);
    }
    return row;
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
    const std::uint64_t share = random.below(100); // what the text is about, in per cent
    if (share < 32) {
        const Fact& fact = drawFact(world, role, random);
        const std::int32_t form = drawTrainingForm(world, fact, random);
        return renderChoice(choiceRow(makeChoice(world, fact, form, random)));
    }
    if (share < 42) {
        const Fact& fact = drawFact(world, role, random);
        return renderRow(freeRow(world, fact, drawTrainingForm(world, fact, random)));
    }
    if (share < 53) {
        return renderRow(drawDescription(world, role, random));
    }
    if (share < 61) {
        return renderChoice(drawWordChoice(world, share < 59, random));
    }
    if (share < 65) {
        return renderRow(drawLetters(world, random));
    }
    if (share < 71) {
        return renderRow(drawExercise(role, random));
    }
    if (share < 88) {
        return renderRow(drawSum(world, role, random));
    }
    const FunctionItem item = drawFunction(role, random);
    if (share < 93) {
        return renderRow(mbppRow(item));
    }
    if (share < 97) {
        return renderRow(instructionRow(item));
    }
    if (share < 99) {
        return renderRow(humanEvalRow(item));
    }
    return {humanEvalPrompt(item), "    return " + item.expression + "\n"};
}

} // namespace neurograft
