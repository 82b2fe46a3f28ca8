// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_row.h"
#include "core/engine/demo/demo_world.h"

#include <cstdint>
#include <string>

namespace neurograft {

enum class DemoRole { Teacher, Student };

/// A text to learn from, cut where the answer begins.
struct CorpusText {
    std::string prompt;
    std::string response; ///< without the end-of-text token
    double weight = 1.0; ///< weight of each token of the answer in training
};

/// The row in the template `train` of evaluation.md 1.1.
CorpusText renderRow(const DemoRow& row);

/// Text number @p index of an endless corpus; depends on the world's seed, the role and the index
/// only. The teacher's texts cover all facts, sums and functions; the student's a third of people,
/// towns and kinds of functions and sums of one step. Neither holds anything kept for the test
/// splits: no held-out form of a question, pair of numbers or constant.
CorpusText corpusText(const DemoWorld& world, DemoRole role, std::uint64_t index);

} // namespace neurograft
