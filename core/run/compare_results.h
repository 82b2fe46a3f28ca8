// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_comparison.h"
#include "core/store/table_difference.h"
#include "core/study/option_pairs.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// One side of a comparison, from its manifest.
struct ComparedResult {
    std::filesystem::path path;
    std::string command;
    std::string status; ///< complete | partial
};

/// Scores of one task in both results.
struct ScoreComparison {
    std::string task;
    double scoreA = 0.0; ///< as each result states it, over all of its own items
    double scoreB = 0.0;
    EvaluationComparison questions; ///< on what both have
    std::vector<GroupComparison> groups; ///< subjects, categories; empty without groups
};

/// A number of each result that has no items behind it: nothing can be tested.
struct NumberComparison {
    std::string name; ///< "similarity/up_proj/cka mean", "training/loss last"
    double a = 0.0;
    double b = 0.0;
};

struct MapComparison {
    std::string name; ///< "up_proj/cka", or "up_proj/cka - cka-biased"
    TableDifference difference;
};

/// A table that is not the same in both.
struct TableComparison {
    std::string name;
    std::string what; ///< "only in A", "only in B", "another shape", "other values"
};

/// Two results side by side (cli.md `compare`).
struct ResultComparison {
    ComparedResult a;
    ComparedResult b;
    std::vector<OptionPair> options; ///< of the studies, those that differ
    std::vector<OptionPair> environment; ///< program, device, threads, hashes; those that differ
    std::vector<ScoreComparison> scores;
    std::vector<NumberComparison> numbers; ///< those that differ
    std::vector<MapComparison> maps;
    std::vector<TableComparison> tables;

    /// Whether options or tables differ. Where and when a result was computed does not count.
    bool isDifferent() const { return !options.empty() || !tables.empty(); }
};

/// Reads both files and compares what both have.
/// @param seed of the paired bootstrap
/// @throws StoreError as readResult()
ResultComparison compareResults(const std::filesystem::path& a, const std::filesystem::path& b,
                                std::uint64_t seed);

/// Keys: a, b, equal, options, environment, metrics, maps, tables.
nlohmann::ordered_json toJson(const ResultComparison& comparison);

/// The same for people: differing options, a sentence for each metric, a line for each map.
std::string comparisonText(const ResultComparison& comparison);

/// Writes the difference maps as tables `difference/<module>/<measure>` of a result file.
/// @throws StudyError when there is none to write or the file exists and @p overwrite is false
void writeDifferences(const ResultComparison& comparison, const std::filesystem::path& out,
                      bool overwrite);

} // namespace neurograft
