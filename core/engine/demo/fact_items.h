// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_row.h"
#include "core/engine/demo/demo_world.h"
#include "core/support/random_stream.h"

#include <array>

namespace neurograft {

/// A four-way question about one fact.
struct ChoiceItem {
    std::string category; ///< "home_towns"
    std::string question;
    std::array<std::string, 4> options;
    int correct = 0; ///< 0..3 = A..D
};

/// Asks @p fact in its form number @p form. The options stand in alphabetical order, one from each
/// quarter of the relation's values, so an answer's letter follows from the answer: small models
/// learn this far sooner than to look a letter up among shuffled options.
ChoiceItem makeChoice(const DemoWorld& world, const Fact& fact, std::int32_t form,
                      RandomStream& random);

/// The mmlu row layout (evaluation.md 2 and 6); the id is left to the caller.
DemoRow choiceRow(const ChoiceItem& item);

/// A question and a full sentence as answer.
DemoRow freeRow(const DemoWorld& world, const Fact& fact, std::int32_t form);

/// "Tell me about Belako." with all facts of one subject in drawn order. @p first and @p count: its
/// range of world.facts
DemoRow descriptionRow(const DemoWorld& world, std::size_t first, std::size_t count,
                       RandomStream& random);

/// A form of question that is not the fact's held-out one.
std::int32_t drawTrainingForm(const DemoWorld& world, const Fact& fact, RandomStream& random);

} // namespace neurograft
