// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "core/evaluate/evaluation_score.h"
#include "core/evaluate/score_table.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace neurograft {

/// A score with its interval, for people: "0.412 (95 % 0.386 to 0.439), 543 of 1319"; "not scored"
/// without a question that has a score.
std::string scoreText(const EvaluationScore& score);

/// Keys n, correct, score, interval95 and not_scored (cli.md `evaluate`); null where nothing is
/// scored, never 0.
nlohmann::ordered_json scoreJson(const EvaluationScore& score);

/// Prints a table of scores, or writes it to @p out.
/// @param format text, csv, json or latex; empty = json with --json, else text
/// @throws UsageError for another format
void printScoreTable(const ScoreTable& table, const std::string& format, const std::string& out,
                     bool force, CommandEnvironment& environment);

} // namespace neurograft
