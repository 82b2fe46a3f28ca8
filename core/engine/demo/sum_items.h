// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/demo/demo_row.h"
#include "core/support/random_stream.h"

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

enum class SumKind { Add, Subtract, AddSubtract, SubtractAdd, AddAdd, TimesAdd, TimesSubtract };
constexpr int kSumKindCount = 7;
/// The first two kinds have one step, the others two.
inline bool hasOneStep(SumKind kind)
{
    return kind == SumKind::Add || kind == SumKind::Subtract;
}

/// One step of a sum: 17 + 26 = 43.
struct SumStep {
    std::int64_t left = 0;
    char sign = '+'; ///< + - *
    std::int64_t right = 0;

    std::int64_t result() const;
    std::string text() const; ///< "17 + 26 = 43"
};

/// Draws one step that is free for training: no number above 99, every number at least 1, no
/// held-out pair.
SumStep drawStep(char sign, RandomStream& random);

/// A word problem with its worked answer.
struct SumItem {
    std::string question;
    std::string rationale; ///< ends before "So the answer is"
    std::int64_t answer = 0;
};

/// Whether the last step of a problem on these two numbers is kept for the test split (one pair in
/// eight).
bool isHeldOutSum(std::int64_t a, std::int64_t b);

/// Draws a problem of one kind; no number exceeds 99. @param isForTest the last step's numbers are
/// held-out ones; for a training problem no step uses such a pair.
SumItem makeSum(std::uint64_t seed, SumKind kind, bool isForTest, RandomStream& random);

/// The gsm row layout (evaluation.md 3 and 6); the id is left to the caller.
DemoRow sumRow(const SumItem& item);

} // namespace neurograft
