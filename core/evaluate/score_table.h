// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/evaluation_result.h"
#include "core/evaluate/paired_comparison.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace neurograft {

/// Evaluations of one thing: a model, or the same recipe with several seeds.
struct ScoredRuns {
    std::string label;
    std::vector<Evaluation> runs; ///< of any tasks; several of one task are repetitions
    std::vector<std::filesystem::path> files = {}; ///< results they were read from, if any
};

/// One task as it was asked: scores stand in one column only when all of this agrees.
struct ScoreColumn {
    EvaluationTask task = EvaluationTask::Mmlu;
    std::string protocol;
    std::string promptTemplate;
    std::int64_t shots = 0;

    bool operator==(const ScoreColumn& other) const;
};

/// A model on a task.
struct ScoreCell {
    std::vector<EvaluationScore> runs; ///< one per repetition
    MeanAndDeviation over; ///< of their scores; n = 0 when nothing is scored
    /// Against the first model of the table, on the questions both have; values of a question are
    /// means over its repetitions. None for the first model itself.
    std::optional<PairedComparison> gain;
    std::string sentence; ///< that comparison in words; empty without one
};

struct ScoreRow {
    std::string label;
    std::vector<std::optional<ScoreCell>> cells; ///< one per column; none where it was not run
    std::vector<std::filesystem::path> files = {}; ///< results it was read from, if any
};

/// Scores of several models side by side: one row per model, one column per task and protocol.
struct ScoreTable {
    std::vector<ScoreColumn> columns;
    std::vector<ScoreRow> rows;
};

/// A score a paper states for a task of a table. Never a score of the table itself.
struct StatedScore {
    std::string row; ///< what it speaks of, in the paper's words
    std::size_t column = 0; ///< of the table
    double score = 0.0; ///< share of right answers
    std::string source;
    std::string note; ///< what it can be compared with
};

/// @param seed of the paired bootstrap
/// @throws StudyError without a model, for one without an evaluation and for two of one label
ScoreTable scoreTable(const std::vector<ScoredRuns>& models, std::uint64_t seed);

/// Heading and width-aligned lines for people, then the comparisons in words.
std::string scoreTableText(const ScoreTable& table);

/// One line per model, task and protocol (evaluation.md 5): model, task, protocol, template, shots,
/// repeats, n, not_scored, score, deviation, interval_low, interval_high (of a single run), gain,
/// gain_low, gain_high, p, significant. Empty where there is none, never 0.
/// With @p stated also kind ("own", "published"), source and note, and a line for each of them:
/// model "published: LaTen".
std::string scoreTableCsv(const ScoreTable& table, const std::vector<StatedScore>& stated = {});

/// booktabs table in per cent, one decimal, "± deviation" over repetitions, a star where the
/// difference to the first row goes beyond noise, "--" where nothing is scored.
/// @p stated stand below a rule of their own, in italics, with a letter for each source, which is
/// named below the table.
std::string scoreTableLatex(const ScoreTable& table, const std::vector<StatedScore>& stated = {});

/// {"rows": [{"model", "task", …}]}, the fields of the CSV with sentences; with @p stated also
/// "published": [{"row", "task", …, "score", "source", "note"}].
nlohmann::ordered_json toJson(const ScoreTable& table, const std::vector<StatedScore>& stated = {});

} // namespace neurograft
