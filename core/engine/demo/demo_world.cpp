// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/demo/demo_world.h"

#include "core/support/random_stream.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

namespace neurograft {

namespace {

constexpr std::int32_t kTownCount = 24;
constexpr std::int32_t kRegionCount = 8;
constexpr std::string_view kOnsets = "bdfghklmnprstvz";
constexpr std::string_view kVowels = "aeiou";

std::vector<Relation> personRelations(const std::vector<std::string>& towns)
{
    return {
        {"home_towns",
         {"Where does {s} live?", "In which town does {s} live?", "What is the home town of {s}?",
          "Which town is the home of {s}?", "Where is the house of {s}?"},
         "{s} lives in {v}.",
         "lives in {v}",
         towns},
        {"trades",
         {"What is the trade of {s}?", "What does {s} work as?", "Which trade does {s} follow?",
          "How does {s} earn a living?", "Which work does {s} do?"},
         "{s} works as a {v}.",
         "works as a {v}",
         {"baker",  "potter",  "smith",  "tailor", "weaver",  "miller",  "sailor",
          "farmer", "painter", "hunter", "doctor", "teacher", "judge",   "cook",
          "mason",  "fisher",  "singer", "guard",  "writer",  "gardener"}},
        {"pets",
         {"Which animal does {s} keep?", "What pet does {s} have?", "Which pet belongs to {s}?",
          "Which animal lives with {s}?", "What kind of pet does {s} own?"},
         "{s} keeps a {v}.",
         "keeps a {v}",
         {"goat", "cat", "dog", "hen", "duck", "horse", "sheep", "rabbit", "parrot", "turtle",
          "mouse", "fox", "swan", "pony", "snake", "frog"}},
        {"music",
         {"Which instrument does {s} play?", "What does {s} play at the fair?",
          "What instrument does {s} practise?", "Which instrument belongs to {s}?",
          "On which instrument does {s} play songs?"},
         "{s} plays the {v}.",
         "plays the {v}",
         {"flute", "drum", "harp", "fiddle", "horn", "lute", "organ", "trumpet", "piano", "guitar",
          "cello", "bell", "pipe", "zither", "banjo", "viola"}},
    };
}

std::vector<Relation> townRelations(const std::vector<std::string>& regions)
{
    return {
        {"regions",
         {"In which region does {s} lie?", "Which region is {s} in?", "What is the region of {s}?",
          "To which region does {s} belong?", "Which region has the town {s}?"},
         "{s} lies in the region {v}.",
         "lies in the region {v}",
         regions},
        {"goods",
         {"What is {s} known for?", "Which goods does {s} sell?", "What does {s} make?",
          "What comes from {s}?", "What do people buy in {s}?"},
         "{s} is known for {v}.",
         "is known for {v}",
         {"cheese", "salt", "honey", "glass", "paper", "wool", "silk", "wine", "bread", "soap",
          "boats", "lamps", "carpets", "clocks", "shoes", "ropes"}},
    };
}

} // namespace

std::vector<std::string> inventNames(std::uint64_t seed, std::uint64_t index, std::int32_t count,
                                     std::int32_t syllables,
                                     const std::vector<std::string>& endings)
{
    RandomStream random(seed, "demo.names", index);
    std::set<std::string> taken;
    std::vector<std::string> names;
    while (names.size() < static_cast<std::size_t>(count)) {
        std::string name;
        for (std::int32_t syllable = 0; syllable < syllables; ++syllable) {
            name += kOnsets[random.below(kOnsets.size())];
            name += kVowels[random.below(kVowels.size())];
        }
        // Names that start alike would be told apart by their last letters alone: keep the starts
        // different.
        if (!taken.insert(name.substr(0, 4)).second) {
            continue;
        }
        name += endings[random.below(endings.size())];
        name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
        names.push_back(name);
    }
    return names;
}

DemoWorld makeDemoWorld(std::uint64_t seed, std::int32_t peopleCount)
{
    DemoWorld world;
    world.seed = seed;
    world.peopleCount = peopleCount;
    const auto towns = inventNames(seed, 1, kTownCount, 2, {"dal", "mor", "wick", "ford", "holm"});
    const auto regions = inventNames(seed, 2, kRegionCount, 2, {"land", "mark"});
    world.subjects = inventNames(seed, 0, peopleCount, 2, {"", "l", "n", "r", "s", "ko", "mi"});
    world.subjects.insert(world.subjects.end(), towns.begin(), towns.end());
    world.relations = personRelations(towns);
    const auto ofPeople = static_cast<std::int32_t>(world.relations.size());
    for (Relation& relation : townRelations(regions)) {
        world.relations.push_back(std::move(relation));
    }
    for (Relation& relation : world.relations) {
        std::sort(relation.values.begin(), relation.values.end());
    }
    RandomStream random(seed, "demo.world", 0);
    const auto subjectCount = static_cast<std::int32_t>(world.subjects.size());
    const auto relationCount = static_cast<std::int32_t>(world.relations.size());
    for (std::int32_t subject = 0; subject < subjectCount; ++subject) {
        const bool isPerson = subject < peopleCount;
        for (std::int32_t relation = isPerson ? 0 : ofPeople;
             relation < (isPerson ? ofPeople : relationCount); ++relation) {
            const Relation& asked = world.relations[static_cast<std::size_t>(relation)];
            world.facts.push_back(
                {subject, relation, static_cast<std::int32_t>(random.below(asked.values.size())),
                 static_cast<std::int32_t>(random.below(asked.questions.size()))});
        }
    }
    return world;
}

std::string fillPattern(const std::string& pattern, const std::string& subject,
                        const std::string& value)
{
    std::string text;
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern.compare(i, 3, "{s}") == 0) {
            text += subject;
            i += 3;
        } else if (pattern.compare(i, 3, "{v}") == 0) {
            text += value;
            i += 3;
        } else {
            text += pattern[i++];
        }
    }
    return text;
}

} // namespace neurograft
