// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command_environment.h"
#include "core/run/run_similarity.h"

#include <nlohmann/json_fwd.hpp>

#include <ostream>

namespace neurograft {

/// {"out", "status", "maps", "wall_seconds", "peak_bytes", "used_cached_grams"}.
nlohmann::ordered_json outcomeJson(const SimilarityOutcome& outcome);
/// One line per map.
void printOutcome(const SimilarityOutcome& outcome, std::ostream& out);

/// Tells what a run would need (cli.md --dry-run). @return the exit code: 3 when there are problems
int reportPlan(const SimilarityStudy& study, const SimilarityPlan& plan,
               CommandEnvironment& environment);

} // namespace neurograft
