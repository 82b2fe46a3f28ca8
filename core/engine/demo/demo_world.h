// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace neurograft {

/// One thing that can be asked about a subject: "Where does Belako live?" with the values it can
/// take.
struct Relation {
    std::string category; ///< mmlu-like subject with underscores: "home_towns"
    std::vector<std::string>
        questions; ///< {s} stands for the subject; one of them is held out per fact
    std::string statement; ///< {s} and {v}: "{s} lives in {v}."
    std::string clause; ///< {v}: "lives in {v}", for a description of several facts
    std::vector<std::string> values; ///< pool of answers and wrong choices, in alphabetical order,
                                     ///< a multiple of four
};

/// One invented fact. All indices point into DemoWorld.
struct Fact {
    std::int32_t subject = 0; ///< index into subjects
    std::int32_t relation = 0;
    std::int32_t value = 0; ///< index into the relation's values
    std::int32_t heldOutQuestion =
        0; ///< form of question that only the test split uses for this fact
};

/// The invented world of the demo pair: people and towns whose names are made from syllables, with
/// their facts.
struct DemoWorld {
    std::uint64_t seed = 0;
    std::vector<std::string> subjects; ///< people first, then towns
    std::int32_t peopleCount = 0;
    std::vector<Relation> relations;
    std::vector<Fact> facts; ///< ordered by subject, then relation

    /// The student has met every third person and every third town only.
    bool studentKnows(const Fact& fact) const { return fact.subject % 3 == 0; }
};

/// Builds the world; the same seed gives the same world on every machine (RandomStream
/// "demo.world").
DemoWorld makeDemoWorld(std::uint64_t seed, std::int32_t peopleCount = 128);

/// @p pattern with every {s} and {v} replaced.
std::string fillPattern(const std::string& pattern, const std::string& subject,
                        const std::string& value);

/// @p count different invented names of @p syllables syllables with one of the endings (may be
/// empty).
std::vector<std::string> inventNames(std::uint64_t seed, std::uint64_t index, std::int32_t count,
                                     std::int32_t syllables,
                                     const std::vector<std::string>& endings);

} // namespace neurograft
