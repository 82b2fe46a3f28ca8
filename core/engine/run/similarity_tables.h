// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/similarity/shuffled_check.h"
#include "core/engine/similarity/similarity_map.h"
#include "core/run/run_similarity.h"
#include "core/store/result_file.h"

#include <optional>
#include <string>

namespace neurograft {

/// What the numbers of one map are, for its attributes.
struct MapFacts {
    std::string module;
    std::string measure;
    std::string estimator;
    std::string unit; ///< of the samples
    std::string mask; ///< of the visible statistics
    std::int64_t n = 0;
    std::int64_t skipped = 0;
    std::optional<ShuffledCheck> shuffled;
};

/// Statistics of a map: D48, D49, D53.
SimilaritySummary summarise(const SimilarityMap& map, const MapFacts& facts);

/// Appends `similarity/<module>/<measure>` and `…_undefined` (cli.md section 3).
void appendTables(const SimilarityMap& map, const MapFacts& facts, ResultFile& result);

} // namespace neurograft
