// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/fact_items.h"

#include <algorithm>

namespace neurograft {

namespace {

const Relation& relationOf(const DemoWorld& world, const Fact& fact)
{
    return world.relations[static_cast<std::size_t>(fact.relation)];
}

const std::string& subjectOf(const DemoWorld& world, const Fact& fact)
{
    return world.subjects[static_cast<std::size_t>(fact.subject)];
}

const std::string& valueOf(const DemoWorld& world, const Fact& fact)
{
    return relationOf(world, fact).values[static_cast<std::size_t>(fact.value)];
}

std::string questionOf(const DemoWorld& world, const Fact& fact, std::int32_t form)
{
    return fillPattern(relationOf(world, fact).questions[static_cast<std::size_t>(form)],
                       subjectOf(world, fact), {});
}

} // namespace

ChoiceItem makeChoice(const DemoWorld& world, const Fact& fact, std::int32_t form,
                      RandomStream& random)
{
    const Relation& relation = relationOf(world, fact);
    ChoiceItem item;
    item.category = relation.category;
    item.question = questionOf(world, fact, form);
    const auto quarter = static_cast<std::int32_t>(relation.values.size() / item.options.size());
    item.correct = fact.value / quarter;
    for (std::int32_t place = 0; place < 4; ++place) {
        const auto drawn = place * quarter
            + static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(quarter)));
        const std::int32_t value = place == item.correct ? fact.value : drawn;
        item.options[static_cast<std::size_t>(place)] =
            relation.values[static_cast<std::size_t>(value)];
    }
    return item;
}

DemoRow choiceRow(const ChoiceItem& item)
{
    DemoRow row;
    row.dataset = "mmlu";
    row.category = item.category;
    std::string subject = item.category;
    std::replace(subject.begin(), subject.end(), '_', ' ');
    row.user = "The following are multiple choice questions (with answers) about " + subject
        + ".\n\n" + item.question + "\n";
    for (std::size_t place = 0; place < item.options.size(); ++place) {
        row.user += static_cast<char>('A' + place);
        row.user += ". " + item.options[place] + "\n";
    }
    row.user += "Answer:";
    row.assistant = "The answer is: ";
    row.assistant += static_cast<char>('A' + item.correct);
    return row;
}

DemoRow freeRow(const DemoWorld& world, const Fact& fact, std::int32_t form)
{
    DemoRow row;
    row.user = questionOf(world, fact, form);
    row.assistant = fillPattern(relationOf(world, fact).statement, subjectOf(world, fact),
                                valueOf(world, fact));
    return row;
}

DemoRow descriptionRow(const DemoWorld& world, std::size_t first, std::size_t count,
                       RandomStream& random)
{
    const std::string& subject = subjectOf(world, world.facts[first]);
    const auto order = random.permutation(static_cast<std::int64_t>(count));
    DemoRow row;
    row.user = random.below(2) == 0 ? "Tell me about " + subject + "."
                                    : "What do you know about " + subject + "?";
    row.assistant = subject;
    for (std::size_t i = 0; i < count; ++i) {
        const Fact& fact = world.facts[first + static_cast<std::size_t>(order[i])];
        row.assistant += i == 0 ? " " : i + 1 == count ? " and " : ", ";
        row.assistant += fillPattern(relationOf(world, fact).clause, subject, valueOf(world, fact));
    }
    row.assistant += ".";
    return row;
}

std::int32_t drawTrainingForm(const DemoWorld& world, const Fact& fact, RandomStream& random)
{
    const auto forms = relationOf(world, fact).questions.size();
    const auto drawn = static_cast<std::int32_t>(random.below(forms - 1));
    return drawn < fact.heldOutQuestion ? drawn : drawn + 1;
}

} // namespace neurograft
